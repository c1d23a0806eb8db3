using Microsoft.Extensions.Options;

namespace Dativo.Web;

/// <summary>Refuses a binding that cannot be listened on, and one that others can reach without a secret.</summary>
internal sealed class WebOptionsValidator : IValidateOptions<WebOptions>
{
    public ValidateOptionsResult Validate(string? name, WebOptions options) =>
        options.Validate() is { IsEmpty: false } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
}
