using Microsoft.Extensions.Options;

namespace Dativo.Web;

/// <summary>Refuses a binding that cannot be listened on, and one that others can reach without a secret.</summary>
internal sealed class WebOptionsValidator : IValidateOptions<WebOptions>
{
    public const int MinimumTokenLength = 16;

    public ValidateOptionsResult Validate(string? name, WebOptions options)
    {
        var errors = new List<string>();
        if (!WebBinding.TryParse(options.Bind, out var binding, out var error))
            errors.Add($"HTTP address: {error}");

        if (options.Token is null)
        {
            if (binding is { IsLoopback: false })
                errors.Add($"HTTP address: '{options.Bind}' can be reached from other machines, so a token is required: set DATIVO_TOKEN (at least {MinimumTokenLength} characters), or listen on 127.0.0.1");
        }
        else if (options.Token.Length < MinimumTokenLength || options.Token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            // The token itself must not be shown.
            errors.Add($"HTTP token: expected at least {MinimumTokenLength} visible ASCII characters without blanks");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
