using System.Security.Cryptography;
using Dativo.Actors.Configuration.Reading;

namespace Dativo.Actors.Configuration.Memory;

/// <summary>
/// Keeps the memory of a loader in a file, for the next start. It is only ever a shortcut: what it says counts where the files look as they
/// did, a file that is broken, of another build or for other options says nothing, and what variables of the environment decide is not in it.
/// </summary>
internal static class MemoryFile
{
    private const int Version = 1;
    private const int MostHeaderBytes = 1024 * 1024;
    private static readonly byte[] Mark = "dativo configuration\n"u8.ToArray();

    // What a build makes of a file another one may not: every build has an id of its own.
    private static readonly string Build = typeof(MemoryFile).Module.ModuleVersionId.ToString();

    /// <summary>Writes a memory; false when there is nothing in it that another start could use.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static bool Write(string path, LoaderMemory memory, ConfigurationOptions options)
    {
        if (memory.Text is not { IsSettled: true, Head: { } head } text)
            return false;
        var body = new PackWriter();
        new MemoryWriter(body).Write(memory);
        var header = new PackWriter();
        header.Number(Version);
        header.Text(Build);
        header.Text(Conditions(options));
        WriteSource(header, text.Source);
        header.Bytes(text.Hash.AsSpan());
        header.Number(head.Start);
        header.Number(head.End);
        header.Number(head.Column);
        header.Number(head.Lines);
        header.Flag(memory.RunsHere);
        header.Bytes(SHA256.HashData(body.Written));

        // Nobody else's business: what is in runner.yaml may be. It is whole or not there, but need not outlive a power cut.
        var unfinished = path + ".new";
        File.Delete(unfinished);
        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(unfinished, creation))
        {
            file.Write(Mark);
            file.Write(BitConverter.GetBytes(header.Written.Length));
            file.Write(SHA256.HashData(header.Written));
            file.Write(header.Written);
            file.Write(body.Written);
        }

        File.Move(unfinished, path, overwrite: true);
        return true;
    }

    /// <summary>What is kept of the runner file; null when nothing that counts is.</summary>
    public static KeptRunner? ReadRunner(string path, ConfigurationOptions options) => Read(path, options, withBody: false)?.Runner;

    /// <summary>The whole memory; null when nothing that counts is kept.</summary>
    public static LoaderMemory? Read(string path, ConfigurationOptions options)
    {
        if (Read(path, options, withBody: true) is not var (runner, body))
            return null;
        try
        {
            return new MemoryReader(new PackReader(body)).Read(runner);
        }
        catch (Exception error) when (IsBroken(error))
        {
            return null;
        }
    }

    private static (KeptRunner Runner, byte[] Body)? Read(string path, ConfigurationOptions options, bool withBody)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            var mark = new byte[Mark.Length];
            file.ReadExactly(mark);
            Span<byte> number = stackalloc byte[sizeof(int)];
            file.ReadExactly(number);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            file.ReadExactly(hash);
            var length = BitConverter.ToInt32(number);
            if (!mark.AsSpan().SequenceEqual(Mark) || length is < 0 or > MostHeaderBytes)
                return null;
            var header = new byte[length];
            file.ReadExactly(header);
            if (!SHA256.HashData(header).AsSpan().SequenceEqual(hash))
                return null;
            var pack = new PackReader(header);
            if (pack.Number() != Version || pack.Text() != Build || pack.Text() != Conditions(options))
                return null;
            var text = new RunnerText(ReadSource(pack), [.. pack.Bytes()], [])
            {
                Head = new RunnerHead(pack.Number(), pack.Number(), (int)pack.Number(), (int)pack.Number()),
                IsSettled = true,
            };
            var runner = new KeptRunner(text, pack.Flag());
            var bodyHash = pack.Bytes();
            if (!withBody)
                return (runner, []);
            var body = new byte[file.Length - file.Position];
            file.ReadExactly(body);
            return SHA256.HashData(body).AsSpan().SequenceEqual(bodyHash) ? (runner, body) : null;
        }
        catch (Exception error) when (IsBroken(error))
        {
            return null;
        }
    }

    internal static void WriteSource(PackWriter pack, SourceFile source)
    {
        pack.Text(source.Path);
        WriteStamp(pack, source.Stamp);
    }

    internal static SourceFile ReadSource(PackReader pack) => new(pack.Text(), ReadStamp(pack));

    internal static void WriteStamp(PackWriter pack, FileStamp stamp)
    {
        pack.Number(stamp.Length);
        pack.Number(stamp.Written);
        pack.Number(stamp.Changed);
        pack.Number((long)stamp.Inode);
    }

    internal static FileStamp ReadStamp(PackReader pack) => new(pack.Number(), pack.Number(), pack.Number(), (ulong)pack.Number());

    /// <summary>What decides, besides the files, which files are meant.</summary>
    private static string Conditions(ConfigurationOptions options) =>
        string.Join('\0', options.PathMaps.SelectMany(static map => new[] { map.From, map.To }).Prepend(options.CurrentDirectory));

    private static bool IsBroken(Exception error) =>
        error is IOException or UnauthorizedAccessException or InvalidDataException or IndexOutOfRangeException or ArgumentException or OverflowException;
}

/// <summary>What is kept of a runner file.</summary>
/// <param name="Text">Its text, save where job files were looked for in vain.</param>
/// <param name="RunsHere">Whether the executor's command is this very program.</param>
internal sealed record KeptRunner(RunnerText Text, bool RunsHere);
