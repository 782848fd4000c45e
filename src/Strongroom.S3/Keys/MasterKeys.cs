using System.Buffers.Binary;
using System.Collections.Concurrent;
using Strongroom.Cryptography;
using Strongroom.Storage;

namespace Strongroom.S3;

/// <summary>The ring of S3's own master keys: the newest seals the keys of new objects, all of them open.</summary>
/// <remarks>
/// A new one is made when the newest has served its time, by the first who needs one; old ones stay for as long as objects may name them. Each is
/// itself sealed under the keyring, so the store alone opens nothing. docs/formats/s3-keys.md.
/// </remarks>
public sealed class MasterKeys(Records records, IPurposeKeys keyring, TimeProvider time) : IDisposable
{
    /// <summary>The purpose of the keyring's keys that seal master keys.</summary>
    public const string Purpose = "s3-master-keys";

    /// <summary>The records of the ring.</summary>
    public static RecordType<MasterKey> Ring { get; } = new("s3-master-key", new JsonRecordCodec<MasterKey>()) { RosterBuckets = 1 };

    private readonly ConcurrentDictionary<int, KeyMaterial> opened = new();
    private readonly SemaphoreSlim making = new(1);
    private MasterKey? current;

    /// <summary>How long a master key seals the keys of new objects.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromDays(365);

    /// <summary>The number of the key that seals now, made if none is fresh enough.</summary>
    public async ValueTask<int> CurrentAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref current) is { } known && !IsDue(known)) return known.Number;
        await making.WaitAsync(cancellation);
        try
        {
            for (var newest = current; ;)
            {
                newest = await NewestAsync(cancellation);
                if (newest is null || IsDue(newest)) newest = await MakeAsync((newest?.Number ?? 0) + 1, cancellation);
                if (newest is null) continue;
                Volatile.Write(ref current, newest);
                return newest.Number;
            }
        }
        finally
        {
            making.Release();
        }
    }

    /// <summary>The key of that number; the ring owns it: borrow it, never dispose it.</summary>
    /// <exception cref="DamagedObjectException">There is none, or it does not open.</exception>
    public async ValueTask<KeyMaterial> GetAsync(int number, CancellationToken cancellation)
    {
        if (opened.TryGetValue(number, out var known)) return known;
        var stored = await records.ReadAsync(Ring, Ring.Key().Then(number), cancellation)
            ?? throw new DamagedObjectException($"S3's master key {number} is missing");
        var material = Open(stored.Value) ?? throw new DamagedObjectException($"S3's master key {number} does not open");
        if (opened.TryAdd(number, material)) return material;
        material.Dispose();
        return opened[number];
    }

    /// <summary>Every key, oldest first, without its material.</summary>
    public async ValueTask<IReadOnlyList<MasterKey>> ListAsync(CancellationToken cancellation) =>
        [.. (await records.RangeAsync(Ring, Ring.Key(), Ring.Key().EndOfChildren, int.MaxValue, cancellation: cancellation)).Select(static key => key.Value)];

    /// <summary>True when the key opens under the keyring.</summary>
    public bool Opens(MasterKey key)
    {
        using var material = Open(key);
        return material is not null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in opened.Values) key.Dispose();
        making.Dispose();
    }

    private bool IsDue(MasterKey key) => time.GetUtcNow() >= key.Created + Period;

    private async ValueTask<MasterKey?> NewestAsync(CancellationToken cancellation)
    {
        var last = await records.RangeAsync(Ring, Ring.Key(), Ring.Key().EndOfChildren, 1, reverse: true, cancellation);
        return last.Count == 0 ? null : last[0].Value;
    }

    // Null when somebody else was quicker.
    private async ValueTask<MasterKey?> MakeAsync(int number, CancellationToken cancellation)
    {
        using var material = KeyMaterial.Random(SealedBox.KeyLength);
        var box = new byte[NamedBox.SealedLength(SealedBox.KeyLength)];
        using (var lease = material.Borrow()) NamedBox.Seal(keyring, ContextOf(number), lease.Bytes, box);
        var made = new MasterKey(number, time.GetUtcNow(), box);
        var changes = new StagedChanges();
        changes.Create(Ring, Ring.Key().Then(number), made);
        return (await records.CommitAsync(changes, cancellation)).Committed ? made : null;
    }

    private KeyMaterial? Open(MasterKey key)
    {
        if (NamedBox.OpenedLength(key.Box.Length) != SealedBox.KeyLength) return null;
        var isOpen = false;
        var material = KeyMaterial.Create(SealedBox.KeyLength, key,
            (destination, sealed_) => isOpen = NamedBox.TryOpen(keyring, ContextOf(sealed_.Number), sealed_.Box, destination));
        if (isOpen) return material;
        material.Dispose();
        return null;
    }

    private static byte[] ContextOf(int number)
    {
        var context = new byte["strongroom/s3-master-key/v1"u8.Length + sizeof(int)];
        "strongroom/s3-master-key/v1"u8.CopyTo(context);
        BinaryPrimitives.WriteInt32BigEndian(context.AsSpan(context.Length - sizeof(int)), number);
        return context;
    }
}

/// <summary>A master key at rest.</summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Box">Sealed under the keyring.</param>
public sealed record MasterKey(int Number, DateTimeOffset Created, byte[] Box)
{
    /// <inheritdoc/>
    public override string ToString() => $"MasterKey({Number})";
}
