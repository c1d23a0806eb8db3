using Dativo.Cli.Client;
using Dativo.EndToEnd;

namespace Dativo.Cli.Tests.Client;

/// <summary>What a supervisor of containers learns.</summary>
public sealed class HealthCommandTests
{
    [Theory]
    [InlineData("http://a:1", "http://b:2", "c:3", "http://a:1/")]
    [InlineData(null, "http://b:2/", "c:3", "http://b:2/")]
    [InlineData(null, null, "*:3000", "http://127.0.0.1:3000/")]
    [InlineData(null, null, "0.0.0.0:3001", "http://127.0.0.1:3001/")]
    [InlineData(null, null, "127.0.0.7:3002", "http://127.0.0.7:3002/")]
    [InlineData(null, "", "", "http://127.0.0.1:3000/")]
    public void The_node_of_the_same_environment_is_asked(string? option, string? server, string? bind, string expected)
    {
        var address = HealthAddress.Find(option, name => name switch { "DATIVO_SERVER" => server, "DATIVO_HTTP_BIND" => bind, _ => null }, out var error);
        Assert.Null(error);
        Assert.Equal(expected, address?.ToString());
    }

    [Fact]
    public async Task Nobody_there_is_not_ready()
    {
        using var folder = new TestFolder();
        var result = await DativoProgram.RunAsync(folder.FullName, "health", "--server", "http://127.0.0.1:1");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no dativo node answers at http://127.0.0.1:1", Assert.Single(result.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_wrong_usage()
    {
        using var folder = new TestFolder();
        var result = await DativoProgram.RunAsync(folder.FullName, "health", "--server", "nowhere");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--server: 'nowhere' is not the address of a node", result.Error, StringComparison.Ordinal);
    }
}
