using Akka.Actor;
using Akka.Hosting;
using Akka.Remote.Transport.DotNetty;
using Dativo.Actors.Hosting.Tls;
using Dativo.Actors.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dativo.Actors.Hosting;

/// <summary>Puts TLS between nodes.</summary>
internal static class NodeTlsExtensions
{
    /// <summary>
    /// Makes connections between nodes TLS in which both sides show a certificate of the same authority; nothing changes
    /// without <see cref="NodeOptions.Tls"/>. Addresses then begin with <c>akka.ssl.tcp://</c>.
    /// </summary>
    /// <exception cref="NodeTlsException">The files cannot be used; the message says all that is wrong.</exception>
    public static AkkaConfigurationBuilder WithNodeTls(this AkkaConfigurationBuilder builder, IServiceProvider provider, NodeOptions options)
    {
        if (options.Tls is not { } tls)
            return builder;
        var time = provider.GetRequiredService<TimeProvider>();
        var refusals = new TlsRefusals(provider.GetRequiredService<ILoggerFactory>().CreateLogger<TlsRefusals>(), time);
        var certificates = NodeCertificates.Load(tls, options.Hostname, time.GetUtcNow());
        var validation = new PeerValidation(certificates.Authority, refusals, time);
        return builder
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLogger<FilteredLogger>();
                loggers.WithLogFilter(filter => filter.Add(new TlsLogFilter(refusals)));
            })
            .AddSetup(new DotNettySslSetup(
                certificates.Own,
                suppressValidation: false,
                requireMutualAuthentication: true,
                validateCertificateHostname: true,
                customValidator: validation.Accept))
            .AddHocon("akka.remote.dot-netty.tcp.enable-ssl = true", HoconAddMode.Prepend);
    }

    /// <summary>
    /// Whether the actor system ended because a node that it called was refused, or refused it, as when that one was started with a
    /// wrong certificate: Akka's way, after which the node is to be started again.
    /// </summary>
    public static bool EndedByRefusal(ActorSystem system) => CoordinatedShutdown.Get(system).ShutdownReason?.GetType().Name == "TlsHandshakeFailureReason";
}
