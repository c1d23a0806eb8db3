using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;

namespace Dativo.Actors.Hosting.Tls;

/// <summary>
/// Decides in each handshake, on both sides, whether the other node may be talked to. A node that is called must have a
/// certificate for the host it was called at; of a caller nothing is known but its certificate, which must be the authority's.
/// </summary>
internal sealed class PeerValidation(CertificateAuthority authority, TlsRefusals refusals, TimeProvider time)
{
    /// <summary>Akka's callback; <paramref name="peer"/> is the address that was called, or the caller's socket.</summary>
    public bool Accept(X509Certificate2? certificate, X509Chain? chain, string peer, SslPolicyErrors errors, ILoggingAdapter log)
    {
        if (Refusal(certificate, errors) is not { } refusal)
            return true;
        refusals.Refused(peer, refusal);
        return false;
    }

    private string? Refusal(X509Certificate2? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
            return "it showed no certificate";
        if (authority.Refusal(certificate, time.GetUtcNow()) is { } refusal)
            return $"its certificate ({Subject(certificate)}) {refusal}";
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"its certificate ({Subject(certificate)}) is not for the host it was called at, but for {NodeCertificates.NamesOf(certificate)}"
            : null;
    }

    // A stranger's certificate can say anything: one line, and not a long one.
    private static string Subject(X509Certificate2 certificate)
    {
        const int Longest = 120;
        var subject = new string([.. certificate.Subject.Select(c => char.IsControl(c) ? ' ' : c)]);
        return subject.Length <= Longest ? subject : $"{subject[..Longest]}...";
    }
}
