using System.Globalization;

namespace Dativo.Actors.Hosting;

/// <summary>Settings of the actor system that have no typed option.</summary>
internal static class NodeHocon
{
    /// <summary>Beyond the drain and the grace period of jobs that get SIGTERM: what it takes to store how they ended.</summary>
    public static readonly TimeSpan StoppingPatience = TimeSpan.FromSeconds(30);

    private const string AloneReplicator = "{ gossip-interval = 10s, notify-subscribers-interval = 2s, delta-crdt.enabled = off }";

    /// <summary>
    /// Nobody is ever there to gossip with, to watch or to replicate to: looking for them many times a second would be most of what an idle
    /// node does. How soon such a node is up does not hang on these (a region's first tries come faster than its interval); how soon it has left does, on
    /// the leader's looks.
    /// </summary>
    private const string Alone =
        $$"""
        gossip-interval = 10s
                    unreachable-nodes-reaper-interval = 10s
                    leader-actions-interval = 500ms
                    failure-detector.heartbeat-interval = 10s
                    distributed-data {{AloneReplicator}}
                    sharding.distributed-data {{AloneReplicator}}
                    sharding.retry-interval = 800ms
        """;

    private const string AloneWatch = "remote.watch-failure-detector { heartbeat-interval = 10s, unreachable-nodes-reaper-interval = 10s }";

    /// <summary>The settings of a node.</summary>
    public static string Of(NodeOptions options, TimeSpan killGrace) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        akka {
          # Before and after the actor system's own logging works there is nothing an operator needs to know.
          stdout-logger-class = "Dativo.Actors.Telemetry.SilentLogger, Dativo.Actors"
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          scheduler.implementation = "Dativo.Actors.Hosting.Timing.TicklessScheduler, Dativo.Actors"

          # Each direction has a connection of its own. With one for both, a node that comes back just when the others try to reach it may
          # be left with a connection that they write to and it does not read (akka/akka-core#24393): it looks cut off, and is evicted.
          remote.use-passive-connections = off
          {{(options.Database is null ? AloneWatch : "")}}

          # A node that leaves gives its jobs time to end and its tenants time to store how.
          coordinated-shutdown.phases {
            service-stop.timeout = {{(options.DrainTimeout + killGrace + StoppingPatience).TotalSeconds}}s
            cluster-sharding-shutdown-region.timeout = 20s
          }
          cluster {
            # Who is removed is decided by the leases in the database (Membership/), and on a single node by nobody.
            downing-provider-class = "Akka.Cluster.NoDowning, Akka.Cluster"
            failure-detector {
              heartbeat-interval = 500ms
              acceptable-heartbeat-pause = 1500ms
              expected-response-after = 500ms
            }
            unreachable-nodes-reaper-interval = 300ms
            seed-node-timeout = 2s
            retry-unsuccessful-join-after = 3s

            # A lone node is up at its next look at itself; with the default of a second every start would wait for it.
            leader-actions-interval = 200ms
            gossip-interval = 200ms
            sharding {
              # The path of the region's first registration with a coordinator that is about to start.
              retry-interval = 300ms

              # A node that joins gets its share of the tenants within seconds, and some at a time: each that moves pauses for moments.
              rebalance-interval = 5s
              least-shard-allocation-strategy {
                rebalance-absolute-limit = 20
                rebalance-relative-limit = 0.5
              }
              entity-restart-backoff = 3s
              shard-failure-backoff = 2s
              coordinator-failure-backoff = 1s
            }
            {{(options.Database is null ? Alone : "")}}
            singleton.hand-over-retry-interval = 500ms
            singleton-proxy.singleton-identification-interval = 200ms
          }

          # When the database does not answer, each actor that needs it would try it for itself; so one in three seconds does.
          persistence {
            journal.sql.circuit-breaker { max-failures = 5, call-timeout = 10s, reset-timeout = 3s }
            journal.sql.recovery-event-timeout = 15s

            # What is stored is the truth: the journal takes no event from a second writer, and none out of order. A filter that
            # leaves out events it finds odd would only make an actor forget.
            journal.sql.replay-filter.mode = off

            # Not so here: a breaker that is about to close throws instead of answering, and the actor that asked waits in vain.
            snapshot-store.sql {
              circuit-breaker { max-failures = 1000000, call-timeout = 10s, reset-timeout = 3s }
              recovery-event-timeout = 15s
            }
          }
        }
        """);
}
