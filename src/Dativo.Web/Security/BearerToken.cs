using System.Security.Cryptography;
using System.Text;

namespace Dativo.Web.Security;

/// <summary>The secret of the API. Compared by digest and in constant time, so that the time taken says nothing about it.</summary>
internal sealed class BearerToken(string secret)
{
    private const string Scheme = "Bearer ";
    private readonly byte[] _digest = SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether an <c>Authorization</c> header carries the secret.</summary>
    public bool Accepts(string? authorization) =>
        authorization is not null
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim())), _digest);
}
