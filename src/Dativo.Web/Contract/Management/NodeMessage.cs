namespace Dativo.Web.Contract.Management;

/// <summary>The answer to a command about a node.</summary>
/// <param name="Message">What happens now.</param>
public sealed record NodeMessage(string Message);
