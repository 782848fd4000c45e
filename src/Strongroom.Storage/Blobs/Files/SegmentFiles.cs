using System.Collections.Concurrent;

namespace Strongroom.Storage.Files;

/// <summary>The open files of segments: a bounded number, each closed when its last reader is done and it is no longer kept.</summary>
internal sealed class SegmentFiles(IBlobDisk disk, BlobFolder folder) : IDisposable
{
    private const int MostOpen = 128;

    private readonly ConcurrentDictionary<long, Shared> open = new();

    /// <summary>Borrows a segment's file; null where there is none.</summary>
    public Lease? Find(long segment)
    {
        while (true)
        {
            if (open.TryGetValue(segment, out var shared))
            {
                if (shared.TryBorrow()) return new(shared);
                continue;
            }

            if (disk.Open(folder.SegmentPath(segment), write: true) is not { } file) return null;
            var fresh = new Shared(file);
            if (!open.TryAdd(segment, fresh)) fresh.Return();
            else if (open.Count > MostOpen) Forget(open.Keys.First(other => other != segment));
        }
    }

    /// <summary>Closes a segment's file as soon as nobody reads it.</summary>
    public void Forget(long segment)
    {
        if (open.TryRemove(segment, out var shared)) shared.Return();
    }

    public void Dispose()
    {
        foreach (var segment in open.Keys) Forget(segment);
    }

    internal sealed class Shared(IBlobFile file)
    {
        private int users = 1;

        public IBlobFile File => file;

        public bool TryBorrow()
        {
            for (var seen = Volatile.Read(ref users); seen > 0; seen = Volatile.Read(ref users))
                if (Interlocked.CompareExchange(ref users, seen + 1, seen) == seen) return true;
            return false;
        }

        public void Return()
        {
            if (Interlocked.Decrement(ref users) == 0) file.Dispose();
        }
    }

    internal sealed class Lease(Shared shared) : IDisposable
    {
        private Shared? held = shared;

        public IBlobFile File => held!.File;

        public void Dispose() => Interlocked.Exchange(ref held, null)?.Return();
    }
}
