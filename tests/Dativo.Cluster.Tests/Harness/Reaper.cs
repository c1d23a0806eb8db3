using System.Diagnostics;

namespace Dativo.EndToEnd.Cluster;

/// <summary>
/// Ends everything that carries a mark in its environment, and takes away namespaces and a folder, when this process does not
/// need them any more or has died: it waits at the end of a pipe.
/// </summary>
public sealed class Reaper : IAsyncDisposable
{
    /// <summary>The variable of the mark.</summary>
    public const string Variable = "CLUSTER_TEST";

    private const string Script =
        """
        folder=
        namespaces=
        while read -r kind value; do
          case $kind in
            folder) folder=$value ;;
            namespace) namespaces="$namespaces $value" ;;
          esac
        done
        while :; do
          left=
          for file in $(grep -lsF -- "$1" /proc/[0-9]*/environ); do
            pid=${file#/proc/}
            kill -KILL "${pid%/environ}" 2> /dev/null && left=1
          done
          [ -n "$left" ] || break
          sleep 0.1
        done
        for namespace in $namespaces; do ip netns delete "$namespace"; done
        [ -z "$folder" ] || rm -rf "$folder"
        """;

    private readonly Process _process;

    public Reaper()
    {
        Mark = Guid.NewGuid().ToString("N");
        _process = Process.Start(new ProcessStartInfo("setsid", ["/bin/sh", "-c", Script, "reaper", $"{Variable}={Mark}"]) { RedirectStandardInput = true })!;
    }

    /// <summary>The value of <see cref="Variable"/> of all that ends with this.</summary>
    public string Mark { get; }

    /// <summary>Deletes a folder in the end.</summary>
    public void Folder(string path) => Tell("folder", path);

    /// <summary>Deletes a network namespace in the end.</summary>
    public void Namespace(string name) => Tell("namespace", name);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Tell(string kind, string value)
    {
        _process.StandardInput.WriteLine($"{kind} {value}");
        _process.StandardInput.Flush();
    }
}
