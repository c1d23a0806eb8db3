using System.CommandLine;

namespace Dativo.Cli.Client;

/// <summary>The options that every client command has.</summary>
internal sealed class ClientOptions
{
    public const string DefaultServer = "http://127.0.0.1:3000";

    private readonly Option<string?> _server = new("--server")
    {
        Description = $"The node to ask. Default: DATIVO_SERVER, else {DefaultServer}.",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "The node's token, where it asks for one. Default: DATIVO_TOKEN, which other users of the machine cannot see.",
        HelpName = "TOKEN",
        Recursive = true,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "How to print: table for people, json exactly as the API gives it.",
        HelpName = "table|json",
        DefaultValueFactory = _ => "table",
        Recursive = true,
    };

    public ClientOptions()
    {
        _output.AcceptOnlyFromAmong("table", "json");
    }

    public void AddTo(Command group)
    {
        group.Add(_server);
        group.Add(_token);
        group.Add(_output);
    }

    public bool Json(ParseResult result) => result.GetValue(_output) == "json";

    public ApiClient Connect(ParseResult result, CliHost host)
    {
        var (text, origin) = (result.GetValue(_server), host.Environment("DATIVO_SERVER")) switch
        {
            ({ Length: > 0 } option, _) => (option, "--server"),
            (_, { Length: > 0 } variable) => (variable, "DATIVO_SERVER"),
            _ => (DefaultServer, string.Empty),
        };
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var server)
            || (server.Scheme != Uri.UriSchemeHttp && server.Scheme != Uri.UriSchemeHttps)
            || server.Query.Length > 0
            || server.UserInfo.Length > 0)
        {
            throw new ClientFailure(ExitCodes.Usage, $"{origin}: '{text}' is not the address of a node (expected a URL such as {DefaultServer})");
        }

        var token = result.GetValue(_token) ?? host.Environment("DATIVO_TOKEN");
        if (token is not null && token.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ClientFailure(ExitCodes.Usage, "--token or DATIVO_TOKEN: expected visible ASCII characters without blanks");
        return new ApiClient(server, string.IsNullOrEmpty(token) ? null : token, host.UserName);
    }
}
