using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dativo.Actors.Configuration.Memory;

namespace Dativo.Actors.Configuration.Reading;

/// <summary>Reads the job files of schedules, on all cores; those that are as they were it takes from memory.</summary>
internal sealed class JobFileReader(FileReading reading, LoaderMemory memory)
{
    // So few are read before threads are there.
    private const int Few = 32;
    private const int FilesOfPart = 256;

    /// <summary>The files that schedules name, each once, in the order in which they are named.</summary>
    public ImmutableArray<JobFile> Read(ImmutableArray<ScheduleDraft> schedules, ExecutorDefinition executor, CancellationToken cancellation)
    {
        var wanted = Wanted(schedules, executor);
        var files = new JobFile[wanted.Count];
        if (wanted.Count <= Few)
        {
            cancellation.ThrowIfCancellationRequested();
            Read(wanted, files, 0, wanted.Count);
        }
        else
        {
            Parallel.ForEach(
                Partitioner.Create(0, wanted.Count, FilesOfPart),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                part => Read(wanted, files, part.Item1, part.Item2));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(files);
    }

    private static List<WantedJobFile> Wanted(ImmutableArray<ScheduleDraft> schedules, ExecutorDefinition executor)
    {
        var wanted = new List<WantedJobFile>(schedules.Length);
        var places = new Dictionary<string, int>(schedules.Length, StringComparer.Ordinal);
        foreach (var schedule in schedules)
        {
            if (schedule.JobFile is not { } path)
                continue;
            var runsHere = (schedule.Definition.Command ?? executor.Command)[0] == "dativo";
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, path, out var isKnown);
            if (!isKnown)
            {
                place = wanted.Count;
                wanted.Add(new WantedJobFile(path, schedule.JobDisplay, runsHere));
            }
            else if (runsHere)
            {
                wanted[place] = wanted[place] with { ChecksEnginePaths = true };
            }
        }

        return wanted;
    }

    private void Read(List<WantedJobFile> wanted, JobFile[] files, int from, int to)
    {
        for (var index = from; index < to; index++)
        {
            files[index] = memory.Find(wanted[index].Path) is { } known && known.IsCurrentFor(wanted[index])
                ? known
                : JobFile.Read(wanted[index], reading);
        }
    }
}
