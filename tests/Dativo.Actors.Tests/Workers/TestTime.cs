namespace Dativo.Actors.Tests.Workers;

internal static class TestTime
{
    /// <summary>After this a test that waits has failed; nothing is expected to take nearly as long.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
}
