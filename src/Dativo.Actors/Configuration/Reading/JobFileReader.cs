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
        InParts(wanted.Count, cancellation, (from, to) =>
        {
            for (var index = from; index < to; index++)
            {
                files[index] = memory.Find(wanted[index].Path) is { } known && Noticed(known).IsCurrentFor(wanted[index])
                    ? known
                    : JobFile.Read(wanted[index], reading);
            }
        });
        return ImmutableCollectionsMarshal.AsImmutableArray(files);
    }

    /// <summary>
    /// The files of the memory, those read again that look otherwise; null when one is gone, for its schedule may mean another one then.
    /// </summary>
    public ImmutableArray<JobFile>? ReadAgain(CancellationToken cancellation)
    {
        // One thread looks, for what else goes on while a node starts; those to be read are read by all.
        var files = memory.Files.ToArray();
        var changed = new List<int>();
        for (var index = 0; index < files.Length; index++)
        {
            if (!files[index].IsReusable || Noticed(files[index]).HasChanged())
                changed.Add(index);
        }

        InParts(changed.Count, cancellation, (from, to) =>
        {
            foreach (var index in CollectionsMarshal.AsSpan(changed)[from..to])
                files[index] = JobFile.Read(new WantedJobFile(files[index].Source.Path, null, files[index].ChecksEnginePaths), reading);
        });
        return changed.Exists(index => files[index].Source.Stamp == FileStamp.Missing) ? null : ImmutableCollectionsMarshal.AsImmutableArray(files);
    }

    /// <summary>The file, whose changes are noticed from now on.</summary>
    private JobFile Noticed(JobFile file)
    {
        if (reading.Notices is not { } notices)
            return file;
        notices.Watch(file.Source.Path);
        foreach (var other in file.Others)
            notices.Watch(other.Path);
        return file;
    }

    private static void InParts(int count, CancellationToken cancellation, Action<int, int> read)
    {
        if (count <= Few)
        {
            cancellation.ThrowIfCancellationRequested();
            read(0, count);
            return;
        }

        Parallel.ForEach(
            Partitioner.Create(0, count, FilesOfPart),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
            part => read(part.Item1, part.Item2));
    }

    /// <summary>Whether a command is this very program, which reads the files that the job files name on this machine.</summary>
    public static bool IsThisProgram(ImmutableArray<string> command) => command[0] == "dativo";

    private static List<WantedJobFile> Wanted(ImmutableArray<ScheduleDraft> schedules, ExecutorDefinition executor)
    {
        var wanted = new List<WantedJobFile>(schedules.Length);
        var places = new Dictionary<string, int>(schedules.Length, StringComparer.Ordinal);
        foreach (var schedule in schedules)
        {
            if (schedule.JobFile is not { } path)
                continue;
            var runsHere = IsThisProgram(schedule.Definition.Command ?? executor.Command);
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
}
