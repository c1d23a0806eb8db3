using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dativo.Actors.Workers.Fence;

/// <summary>Signs the addresses at which jobs ask. The key lives and ends with this process, as its jobs do.</summary>
internal sealed class FenceKey
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The path at which an attempt asks, from the root of the node's HTTP address.</summary>
    public string PathOf(Guid runId, int attempt, long fencingToken) =>
        string.Create(CultureInfo.InvariantCulture, $"fence/{runId}/{attempt}/{fencingToken}/{Sign(runId, attempt, fencingToken)}");

    /// <summary>Whether a signature is this process's; takes as long for a wrong one as for the right one.</summary>
    public bool IsValid(Guid runId, int attempt, long fencingToken, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Sign(runId, attempt, fencingToken)));

    private string Sign(Guid runId, int attempt, long fencingToken)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{runId}/{attempt}/{fencingToken}");
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
    }
}
