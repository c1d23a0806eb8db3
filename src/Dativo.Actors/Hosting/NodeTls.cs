namespace Dativo.Actors.Hosting;

/// <summary>
/// TLS between nodes, in which both sides show a certificate. A node whose certificate the authority has not signed cannot join.
/// </summary>
/// <param name="CertificateFile">The node's certificate with its private key, as PKCS #12 (.pfx) or PEM: an absolute path.</param>
/// <param name="Password">The password of the file; null: none. A secret.</param>
/// <param name="AuthorityFile">The certificate of the authority that signed those of all nodes, as PEM: an absolute path.</param>
public sealed record NodeTls(string CertificateFile, string? Password, string AuthorityFile);
