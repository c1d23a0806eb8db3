using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dativo.Actors.Hosting.Tls;

/// <summary>
/// The authority that signs the nodes' certificates. It alone is trusted: what the machine trusts otherwise is of no
/// meaning, or everybody with a certificate for a web site could join.
/// </summary>
internal sealed class CertificateAuthority
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _roots = [];
    private readonly X509Certificate2Collection _intermediates = [];

    private CertificateAuthority(string file, X509Certificate2Collection certificates)
    {
        File = file;
        foreach (var certificate in certificates)
            (IsSelfIssued(certificate) ? _roots : _intermediates).Add(certificate);
    }

    /// <summary>Where it was read from.</summary>
    public string File { get; }

    /// <summary>
    /// Reads a PEM file: one certificate, or several, of which those that are self-signed are trusted (while one authority
    /// follows another) and the others are links of the chain to them.
    /// </summary>
    /// <exception cref="CryptographicException">There is no usable certificate in it.</exception>
    public static CertificateAuthority Read(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(System.IO.File.ReadAllText(file));
        if (certificates.Count == 0)
            throw new CryptographicException("there is no certificate in PEM in it");
        if (!certificates.Any(IsSelfIssued))
            throw new CryptographicException("it has no self-signed certificate, with which the chain must begin");
        return new CertificateAuthority(file, certificates);
    }

    /// <summary>Why a certificate is not accepted, in words that follow it; null when it is.</summary>
    public string? Refusal(X509Certificate2 certificate, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_roots);
        policy.ExtraStore.AddRange(_intermediates);
        policy.VerificationTime = now.LocalDateTime;

        // A private authority publishes no lists, and nothing is fetched from an address that a stranger's certificate names.
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;

        // Each node calls and is called.
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(certificate) ? null : Words(chain, certificate, now);
    }

    private string Words(X509Chain chain, X509Certificate2 certificate, DateTimeOffset now)
    {
        var found = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        if (found.HasFlag(X509ChainStatusFlags.PartialChain) || found.HasFlag(X509ChainStatusFlags.UntrustedRoot) || found.HasFlag(X509ChainStatusFlags.NotSignatureValid))
            return $"was not signed by the authority in {File}";
        if (found.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            if (now >= certificate.NotAfter)
                return string.Create(CultureInfo.InvariantCulture, $"expired at {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC");
            if (now < certificate.NotBefore)
                return string.Create(CultureInfo.InvariantCulture, $"is valid only from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC");
            return $"was signed by an authority (in {File}) whose own certificate is not valid now";
        }

        if (found.HasFlag(X509ChainStatusFlags.NotValidForUsage))
            return "is not for both client and server authentication (its extended key usage)";
        return $"is not accepted ({string.Join(", ", chain.ChainStatus.Select(status => status.Status))})";
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
