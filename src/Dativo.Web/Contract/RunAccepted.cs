namespace Dativo.Web.Contract;

/// <summary>The answer to a trigger and to a cancel: the run that was meant.</summary>
/// <param name="RunId">The run.</param>
/// <param name="TenantId">Its tenant.</param>
public sealed record RunAccepted(Guid RunId, string TenantId);
