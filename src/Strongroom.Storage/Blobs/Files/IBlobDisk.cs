namespace Strongroom.Storage.Files;

/// <summary>The disk under a <see cref="FileBlobStore"/>, so that every fault of one can be played in tests.</summary>
internal interface IBlobDisk
{
    /// <summary>Creates a file that only its owner can read.</summary>
    IBlobFile Create(string path);

    /// <summary>Opens a file; null where there is none.</summary>
    IBlobFile? Open(string path, bool write);

    /// <summary>Renames a file within its folder.</summary>
    void Move(string from, string to);

    /// <summary>Deletes a file; it is well if there is none.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a folder durable.</summary>
    void SyncFolder(string path);
}

/// <summary>An open file.</summary>
internal interface IBlobFile : IDisposable
{
    /// <summary>Its present length.</summary>
    long Length { get; }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes all pieces one behind the other; after an exception any part may have been written.</summary>
    void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces);

    /// <summary>Starts to carry written bytes to the disk, so that the flush at the end finds little left. A hint.</summary>
    void StartFlush(long offset, long length);

    /// <summary>Cuts the file.</summary>
    void Truncate(long length);

    /// <summary>Returns when everything written is on the disk.</summary>
    void Flush();
}
