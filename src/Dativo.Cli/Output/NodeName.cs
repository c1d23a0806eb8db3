namespace Dativo.Cli.Output;

/// <summary>Names of nodes for people.</summary>
internal static class NodeName
{
    /// <summary><c>host:port</c> of an address such as <c>akka.tcp://dativo@host:port</c>.</summary>
    public static string Short(string address) => address[(address.LastIndexOf('@') + 1)..];
}
