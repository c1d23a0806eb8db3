using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dativo.Actors.Hosting.Tls;

/// <summary>A node's own certificate with its private key, and the authority all nodes trust: read and found good.</summary>
internal sealed class NodeCertificates
{
    private const string PemMark = "-----BEGIN ";

    // What PKCS #12, as any structure in DER, begins with.
    private const byte DerSequence = 0x30;

    private NodeCertificates(X509Certificate2 own, CertificateAuthority authority)
    {
        Own = own;
        Authority = authority;
    }

    /// <summary>What this node shows to others.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>Judges what others show.</summary>
    public CertificateAuthority Authority { get; }

    /// <summary>Reads the files and checks them as another node will.</summary>
    /// <param name="tls">Where the files are.</param>
    /// <param name="hostname">The host name or address that other nodes reach this one at.</param>
    /// <param name="now">When the certificate must be valid.</param>
    /// <exception cref="NodeTlsException">They cannot be used, for all the reasons it lists.</exception>
    public static NodeCertificates Load(NodeTls tls, string hostname, DateTimeOffset now)
    {
        var errors = ImmutableArray.CreateBuilder<string>();
        var authority = TryRead(errors, "authority", tls.AuthorityFile, CertificateAuthority.Read);
        var own = TryRead(errors, "certificate", tls.CertificateFile, file => ReadOwn(file, tls.Password));
        if (own is not null)
        {
            if (!own.HasPrivateKey)
                errors.Add($"The TLS certificate file {tls.CertificateFile} has no private key: a node needs its certificate together with its key.");
            if (!own.MatchesHostname(hostname, allowCommonName: false))
                errors.Add($"The TLS certificate in {tls.CertificateFile} is not for '{hostname}', where other nodes reach this one (it is for {NamesOf(own)}): make one with that name, or change the node's host.");
            if (authority?.Refusal(own, now) is { } refusal)
                errors.Add($"The TLS certificate in {tls.CertificateFile} {refusal}: other nodes would refuse it.");
        }

        return errors.Count == 0 ? new NodeCertificates(own!, authority!) : throw new NodeTlsException(errors.ToImmutable());
    }

    /// <summary>What is wrong with the files, each in a sentence; empty when nothing is.</summary>
    public static ImmutableArray<string> Check(NodeTls tls, string hostname, DateTimeOffset now)
    {
        try
        {
            Load(tls, hostname, now).Own.Dispose();
            return [];
        }
        catch (NodeTlsException exception)
        {
            return exception.Errors;
        }
    }

    /// <summary>The names a certificate is for, as a person would write them.</summary>
    public static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
            .ToList();
        return names.Count == 0 ? "no name at all" : string.Join(", ", names);
    }

    private static T? TryRead<T>(ImmutableArray<string>.Builder errors, string what, string file, Func<string, T> read)
        where T : class
    {
        try
        {
            return read(file);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add($"The TLS {what} file {file} does not exist.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add($"The TLS {what} file {file} cannot be read: {exception.Message}");
        }
        catch (CryptographicException exception)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"The TLS {what} file {file} cannot be used: {exception.Message.TrimEnd('.')}."));
        }

        return null;
    }

    private static X509Certificate2 ReadOwn(string file, string? password)
    {
        var bytes = File.ReadAllBytes(file);
        return bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0
            ? ReadPem(File.ReadAllText(file), password)
            : ReadPkcs12(bytes, password);
    }

    private static X509Certificate2 ReadPem(string text, string? password)
    {
        if (!text.Contains($"{PemMark}CERTIFICATE", StringComparison.Ordinal))
            throw new CryptographicException("there is no certificate in it");
        if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            return X509Certificate2.CreateFromPem(text);
        if (!text.Contains($"{PemMark}ENCRYPTED PRIVATE KEY", StringComparison.Ordinal))
            return Usable(ReadPair(() => X509Certificate2.CreateFromPem(text, text)));
        if (password is null)
            throw NeedsPassword();
        try
        {
            return Usable(X509Certificate2.CreateFromEncryptedPem(text, text, password));
        }
        catch (CryptographicException exception)
        {
            throw new CryptographicException("its password is wrong, or its key is damaged or of another certificate", exception);
        }
    }

    private static X509Certificate2 ReadPkcs12(byte[] bytes, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12(bytes, password);
        }
        catch (CryptographicException) when (password is null && bytes is [DerSequence, ..])
        {
            throw NeedsPassword();
        }
        catch (CryptographicException exception)
        {
            throw new CryptographicException("its password is wrong, or it is neither PKCS #12 nor PEM, or damaged", exception);
        }
    }

    private static X509Certificate2 ReadPair(Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new CryptographicException("its private key is damaged, or of another certificate", exception);
        }
    }

    private static CryptographicException NeedsPassword() =>
        new("it is protected by a password, and none was given: set DATIVO_TLS_PASSWORD or tls.password_file");

    // Windows speaks TLS only with keys that it has in its own store, which a key from PEM is not.
    [SuppressMessage("Reliability", "CA2000", Justification = "The certificate is given to the caller")]
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
            return certificate;
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
