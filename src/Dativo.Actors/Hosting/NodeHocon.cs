namespace Dativo.Actors.Hosting;

/// <summary>Settings of the actor system that have no typed option.</summary>
internal static class NodeHocon
{
    public const string Text =
        """
        akka {
          # Before and after the actor system's own logging works there is nothing an operator needs to know.
          stdout-loglevel = OFF
          stdout-logger-class = "Dativo.Actors.Hosting.SilentStartLogger, Dativo.Actors"
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off

          # A node that leaves gives its jobs time to end and its tenants time to store how.
          coordinated-shutdown.phases {
            service-stop.timeout = 40s
            cluster-sharding-shutdown-region.timeout = 20s
          }
          cluster {
            # A lone node is up at its next look at itself; with the default of a second every start would wait for it.
            leader-actions-interval = 200ms
            gossip-interval = 500ms
            sharding {
              # The path of the region's first registration with a coordinator that is about to start.
              retry-interval = 300ms
              rebalance-absolute-limit = 20
              entity-restart-backoff = 2s
            }
            singleton.hand-over-retry-interval = 500ms
            singleton-proxy.singleton-identification-interval = 200ms
          }
        }
        """;
}
