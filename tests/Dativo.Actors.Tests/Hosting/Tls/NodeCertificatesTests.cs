using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dativo.Actors.Hosting;
using Dativo.Actors.Hosting.Tls;
using Microsoft.Extensions.Time.Testing;

namespace Dativo.Actors.Tests.Hosting.Tls;

/// <summary>What a node says of its files before it starts.</summary>
public sealed class NodeCertificatesTests : IDisposable
{
    private const string Host = "worker-1.example.com";
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestAuthority _authority = new("one", Now);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dativo-tls-");

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void Pem_and_Pkcs12_with_and_without_password_are_read()
    {
        using var node = _authority.Sign(Host);
        var key = node.GetECDsaPrivateKey()!;
        var plain = Write("plain.pem", $"{key.ExportPkcs8PrivateKeyPem()}\n{node.ExportCertificatePem()}");
        var encrypted = Write("encrypted.pem", $"{node.ExportCertificatePem()}\n{key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))}");
        Assert.Empty(Check(plain, null));
        Assert.Empty(Check(encrypted, "secret"));
        Assert.Empty(Check(Write("plain.pfx", node.Export(X509ContentType.Pkcs12)), null));
        Assert.Empty(Check(Write("protected.pfx", node.Export(X509ContentType.Pkcs12, "secret")), "secret"));
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        using var other = new TestAuthority("two", Now);
        using var node = other.Sign("elsewhere", until: Now.AddDays(-1));
        var file = Write("node.pem", node.ExportCertificatePem());
        Assert.Equal(
            [
                $"The TLS certificate file {file} has no private key: a node needs its certificate together with its key.",
                $"The TLS certificate in {file} is not for '{Host}', where other nodes reach this one (it is for elsewhere): make one with that name, or change the node's host.",
                $"The TLS certificate in {file} was not signed by the authority in {AuthorityFile()}: other nodes would refuse it.",
            ],
            Check(file, null));
    }

    [Fact]
    public void An_expired_one_says_when_it_did()
    {
        using var node = _authority.Sign(Host, until: Now.AddHours(-1));
        var file = Write("node.pfx", node.Export(X509ContentType.Pkcs12));
        Assert.Equal([$"The TLS certificate in {file} expired at 2026-06-01 11:00:00 UTC: other nodes would refuse it."], Check(file, null));
    }

    [Fact]
    public void One_of_the_future_says_from_when_it_is_valid()
    {
        using var node = _authority.Sign(Host, from: Now.AddHours(1));
        var file = Write("node.pfx", node.Export(X509ContentType.Pkcs12));
        Assert.Equal([$"The TLS certificate in {file} is valid only from 2026-06-01 13:00:00 UTC: other nodes would refuse it."], Check(file, null));
    }

    [Fact]
    public void One_for_servers_only_is_refused()
    {
        using var node = _authority.Sign(Host, usages: ["1.3.6.1.5.5.7.3.1"]);
        var file = Write("node.pfx", node.Export(X509ContentType.Pkcs12));
        Assert.Equal([$"The TLS certificate in {file} is not for both client and server authentication (its extended key usage): other nodes would refuse it."], Check(file, null));
    }

    [Fact]
    public void An_authority_of_the_same_name_with_another_key_is_another()
    {
        using var impostor = new TestAuthority("one", Now);
        using var node = impostor.Sign(Host);
        Assert.Contains("was not signed by the authority", Assert.Single(Check(Write("node.pfx", node.Export(X509ContentType.Pkcs12)), null)), StringComparison.Ordinal);
    }

    [Fact]
    public void While_one_authority_follows_another_both_are_trusted()
    {
        using var next = new TestAuthority("two", Now);
        using var node = next.Sign(Host);
        var both = Write("both.pem", $"{_authority.Certificate.ExportCertificatePem()}\n{next.Certificate.ExportCertificatePem()}");
        Assert.Empty(NodeCertificates.Check(new NodeTls(Write("node.pfx", node.Export(X509ContentType.Pkcs12)), null, both), Host, Now));
    }

    [Theory]
    [InlineData(null, "it is protected by a password, and none was given: set DATIVO_TLS_PASSWORD or tls.password_file.")]
    [InlineData("wrong", "its password is wrong, or it is neither PKCS #12 nor PEM, or damaged.")]
    public void A_missing_or_wrong_password_of_Pkcs12_is_told_without_showing_it(string? password, string expected)
    {
        using var node = _authority.Sign(Host);
        var file = Write("node.pfx", node.Export(X509ContentType.Pkcs12, "secret"));
        Assert.Equal([$"The TLS certificate file {file} cannot be used: {expected}"], Check(file, password));
    }

    [Theory]
    [InlineData(null, "it is protected by a password, and none was given: set DATIVO_TLS_PASSWORD or tls.password_file.")]
    [InlineData("wrong", "its password is wrong, or its key is damaged or of another certificate.")]
    public void A_missing_or_wrong_password_of_Pem_is_told_without_showing_it(string? password, string expected)
    {
        using var node = _authority.Sign(Host);
        var key = node.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        var file = Write("node.pem", $"{node.ExportCertificatePem()}\n{key}");
        Assert.Equal([$"The TLS certificate file {file} cannot be used: {expected}"], Check(file, password));
    }

    [Fact]
    public void Files_that_are_not_there_or_are_something_else_are_told()
    {
        var missing = Path.Combine(_directory.FullName, "missing.pem");
        Assert.Equal(
            [$"The TLS authority file {missing} does not exist.", $"The TLS certificate file {missing} does not exist."],
            [.. NodeCertificates.Check(new NodeTls(missing, null, missing), Host, Now)]);

        var text = Write("text.pem", "hello");
        Assert.Equal(
            [
                $"The TLS authority file {text} cannot be used: there is no certificate in PEM in it.",
                $"The TLS certificate file {text} cannot be used: its password is wrong, or it is neither PKCS #12 nor PEM, or damaged.",
            ],
            [.. NodeCertificates.Check(new NodeTls(text, null, text), Host, Now)]);

        using var node = _authority.Sign(Host);
        var key = Write("key.pem", node.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Assert.Equal([$"The TLS certificate file {key} cannot be used: there is no certificate in it."], Check(key, null));

        using var another = _authority.Sign(Host);
        var mixed = Write("mixed.pem", $"{node.ExportCertificatePem()}\n{another.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}");
        Assert.Equal([$"The TLS certificate file {mixed} cannot be used: its private key is damaged, or of another certificate."], Check(mixed, null));
    }

    [Fact]
    public void An_address_is_a_name_too()
    {
        using var node = _authority.Sign("10.0.0.7");
        var file = Write("node.pfx", node.Export(X509ContentType.Pkcs12));
        Assert.Empty(NodeCertificates.Check(new NodeTls(file, null, AuthorityFile()), "10.0.0.7", Now));
        Assert.Contains("(it is for 10.0.0.7)", Assert.Single(NodeCertificates.Check(new NodeTls(file, null, AuthorityFile()), "10.0.0.8", Now)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_node_s_options_are_wrong_when_the_files_are()
    {
        using var node = _authority.Sign("elsewhere");
        var options = new NodeOptions
        {
            DataDirectory = _directory.FullName,
            Slots = 0,
            Hostname = Host,
            Tls = new NodeTls(Write("node.pfx", node.Export(X509ContentType.Pkcs12)), null, AuthorityFile()),
        };
        var errors = options.Validate(new FakeTimeProvider(Now));
        Assert.Equal(2, errors.Length);
        Assert.Contains("slot", errors[0], StringComparison.Ordinal);
        Assert.Contains("is not for 'worker-1.example.com'", errors[1], StringComparison.Ordinal);
    }

    private string[] Check(string file, string? password) => [.. NodeCertificates.Check(new NodeTls(file, password, AuthorityFile()), Host, Now)];

    private string AuthorityFile() => Write("authority.pem", _authority.Certificate.ExportCertificatePem());

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
