using System.Globalization;

namespace Strongroom.Storage.Files;

/// <summary>The folder of a file store: <c>segments/</c>, and <c>files/EPOCH/</c> with a file for each large blob.</summary>
internal sealed class BlobFolder
{
    private const string TemporaryPrefix = ".new-";

    private readonly string files;

    /// <summary>Makes what is missing, and the folder of a new epoch.</summary>
    public BlobFolder(string root)
    {
        Segments = Path.Combine(root, "segments");
        files = Path.Combine(root, "files");
        OwnedFolder.Create(Segments);
        OwnedFolder.Create(files);
        Epoch = Epochs().DefaultIfEmpty(0).Max() + 1;
        Current = FolderOf(Epoch);
        OwnedFolder.Create(Current);
    }

    public string Segments { get; }

    /// <summary>The folder of this epoch's files.</summary>
    public string Current { get; }

    public long Epoch { get; }

    public IEnumerable<long> Epochs() =>
        Directory.EnumerateDirectories(files).Select(static path => EpochOf(Path.GetFileName(path))).OfType<long>();

    public string PathOf(long epoch, BlobId id) => Path.Combine(FolderOf(epoch), id.ToString());

    public string TemporaryOf(BlobId id) => Path.Combine(Current, TemporaryPrefix + id);

    /// <summary>The numbers of all segments.</summary>
    public IEnumerable<long> SegmentNumbers() =>
        Directory.EnumerateFiles(Segments).Select(static path => SegmentFormat.NumberOf(Path.GetFileName(path))).OfType<long>();

    public string SegmentPath(long segment) => Path.Combine(Segments, SegmentFormat.FileName(segment));

    /// <summary>The complete files of an epoch.</summary>
    public IEnumerable<BlobInfo> FilesOf(long epoch)
    {
        foreach (var file in new DirectoryInfo(FolderOf(epoch)).EnumerateFiles())
            if (BlobId.TryParse(file.Name, out var id)) yield return new(id, new(-epoch, 0, file.Length, id), file.Length);
    }

    /// <summary>Removes what earlier epochs left unfinished, and their folders where nothing is in them.</summary>
    public void Tidy()
    {
        foreach (var epoch in Epochs().Where(epoch => epoch < Epoch).ToList())
        {
            foreach (var path in Directory.EnumerateFiles(FolderOf(epoch), TemporaryPrefix + "*").ToList()) File.Delete(path);
            if (!Directory.EnumerateFileSystemEntries(FolderOf(epoch)).Any()) Directory.Delete(FolderOf(epoch));
        }
    }

    private string FolderOf(long epoch) => Path.Combine(files, epoch.ToString("x16", CultureInfo.InvariantCulture));

    private static long? EpochOf(string name) =>
        name.Length == 16 && long.TryParse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var epoch) && epoch > 0
            ? epoch
            : null;
}
