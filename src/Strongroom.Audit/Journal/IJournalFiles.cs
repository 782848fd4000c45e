namespace Strongroom.Audit;

/// <summary>The folder of a journal, so that every fault of a disk can be played in tests.</summary>
internal interface IJournalFiles : IDisposable
{
    /// <summary>The file names in the folder.</summary>
    IReadOnlyList<string> List();

    /// <summary>Creates a file, or empties the one that is there.</summary>
    IJournalFile Create(string name);

    /// <summary>Opens a file to read, and also to write where <paramref name="write"/>.</summary>
    IJournalFile Open(string name, bool write);

    /// <summary>Deletes a file.</summary>
    void Delete(string name);

    /// <summary>Makes creations and deletions durable.</summary>
    void SyncFolder();
}

/// <summary>One file of a journal.</summary>
internal interface IJournalFile : IDisposable
{
    /// <summary>Its present length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads up to <paramref name="buffer"/>'s length; 0 at the end.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all of <paramref name="bytes"/>; on an exception any part may have been written.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts the file.</summary>
    void Truncate(long length);

    /// <summary>Returns when everything written is on the disk.</summary>
    void Flush();
}
