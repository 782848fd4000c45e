using System.Numerics;

namespace Strongroom.Cryptography;

/// <summary>Locked memory for many small secrets: slabs of equal slots, zeroed when a slot comes back, bounded as a whole.</summary>
/// <remarks>
/// Page locks do not nest, so a secret of its own would need whole pages; a slab shares one lock among many. Disposing an arena zeroizes
/// it:
/// every slot is wiped at once, or when the operation that is reading it ends, and nothing can be borrowed from it again. Thread-safe.
/// </remarks>
public sealed class SecretArena : IDisposable
{
    /// <summary>How much secret memory <see cref="Shared"/> takes at most, unless the program says otherwise.</summary>
    public const int DefaultCapacity = 64 << 20;

    private const int SmallestSlot = 32, LargestSlot = 16 << 10, SlabLength = 64 << 10;
    private const int ZeroizeWaitMilliseconds = 500;

    private static SecretArena? _shared;

    private readonly Lock _growing = new();
    private readonly List<SecretSlab> _slabs = [];
    private readonly FreeSlots[] _free;
    private readonly bool _allowUnlocked;
    private readonly int _capacity;
    private int _mapped;
    private volatile bool _disposed;

    /// <param name="capacity">The most bytes that the arena may map.</param>
    /// <param name="allowUnlocked">Go on where the kernel refuses to lock memory, so that secrets may reach swap.</param>
    /// <exception cref="SecretMemoryException">Memory cannot be locked.</exception>
    public SecretArena(int capacity = DefaultCapacity, bool allowUnlocked = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, SlabLength);
        _capacity = capacity;
        _allowUnlocked = allowUnlocked;
        _free = new FreeSlots[ClassOf(LargestSlot) + 1];
        for (var i = 0; i < _free.Length; i++) _free[i] = new();
        if (OperatingSystem.IsLinux()) ProcessHardening.RaiseLockedMemoryLimit();
        Grow(ClassOf(SmallestSlot));
    }

    /// <summary>The arena of everything that does not name another. Made at first use; see <see cref="UseAsShared"/>.</summary>
    public static SecretArena Shared
    {
        get
        {
            if (Volatile.Read(ref _shared) is { } arena) return arena;
            var made = new SecretArena();
            if (Interlocked.CompareExchange(ref _shared, made, null) is not { } other) return made;
            made.Dispose();
            return other;
        }
    }

    /// <summary>True if every page that holds secrets is locked into RAM.</summary>
    public bool IsLocked
    {
        get
        {
            lock (_growing) return _slabs.TrueForAll(static slab => slab.IsLocked);
        }
    }

    /// <summary>Bytes mapped now.</summary>
    public int MappedLength => Volatile.Read(ref _mapped);

    /// <summary>True once zeroized.</summary>
    public bool IsDisposed => _disposed;

    /// <summary>True if every byte of every slot reads zero: what zeroization promises, to be asserted.</summary>
    public bool IsZero
    {
        get
        {
            lock (_growing) return _slabs.TrueForAll(static slab => slab.IsZero);
        }
    }

    /// <summary>Makes <paramref name="arena"/> the shared one. For the program's start, before the first secret.</summary>
    /// <exception cref="InvalidOperationException">Secrets already live in another shared arena.</exception>
    public static void UseAsShared(SecretArena arena)
    {
        if (Interlocked.CompareExchange(ref _shared, arena, null) is { } other && other != arena)
            throw new InvalidOperationException("The shared arena is already in use.");
    }

    /// <summary>
    /// Zeroizes: wipes every secret in the arena, those still owned too. A secret being read is wiped when its reader is done, within half
    /// a second.
    /// </summary>
    public void Dispose()
    {
        SecretSlab[] slabs;
        lock (_growing)
        {
            _disposed = true;
            slabs = [.. _slabs];
        }

        Interlocked.MemoryBarrier();
        foreach (var slab in slabs) slab.RetireAll();
        SpinWait.SpinUntil(() => !Array.Exists(slabs, static slab => slab.IsAnyBorrowed), ZeroizeWaitMilliseconds);
        // Whoever still holds a lease after that long reads zeros: no promise to a reader stands above zeroization.
        foreach (var slab in slabs) slab.Wipe();
    }

    internal SecretSlab Rent(int length, out int slot, out long owner)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        SecretSlab slab;
        if (length > LargestSlot)
        {
            (slab, slot) = (AddSlab(length, 1), 0);
        }
        else
        {
            var sizeClass = ClassOf(length);
            while (!_free[sizeClass].TryTake(out slab!, out slot)) Grow(sizeClass);
        }

        owner = slab.Take(slot);
        if (!_disposed) return slab;
        slab.Retire(slot, owner);
        throw new ObjectDisposedException(nameof(SecretArena));
    }

    /// <summary>Takes back a slot that has just been wiped.</summary>
    internal void Return(SecretSlab slab, int slot)
    {
        if (slab.SlotLength <= LargestSlot)
        {
            _free[ClassOf(slab.SlotLength)].Add(slab, slot);
            return;
        }

        lock (_growing)
        {
            // A zeroized arena keeps its pages until nobody can reach them, so that they can be looked at.
            if (_disposed) return;
            _slabs.Remove(slab);
            _mapped -= slab.Length;
        }

        slab.Dispose();
    }

    private static int ClassOf(int length) =>
        BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, SmallestSlot))) - BitOperations.Log2(SmallestSlot);

    private void Grow(int sizeClass)
    {
        var slotLength = SmallestSlot << sizeClass;
        var slab = AddSlab(slotLength, SlabLength / slotLength);
        for (var slot = slab.Slots - 1; slot >= 0; slot--) _free[sizeClass].Add(slab, slot);
    }

    private SecretSlab AddSlab(int slotLength, int slots)
    {
        lock (_growing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if ((long)slotLength * slots > _capacity - _mapped)
                throw new SecretMemoryException($"More than {_capacity >> 20} MiB of secrets are in memory at once.");
            var slab = new SecretSlab(this, slotLength, slots, _allowUnlocked);
            _slabs.Add(slab);
            _mapped += slab.Length;
            return slab;
        }
    }

    /// <summary>The free slots of one size, last returned first out, because its cache lines are warm.</summary>
    private sealed class FreeSlots
    {
        private readonly Lock _lock = new();
        private readonly Stack<(SecretSlab Slab, int Slot)> _stack = [];

        public bool TryTake(out SecretSlab? slab, out int slot)
        {
            lock (_lock)
            {
                var found = _stack.TryPop(out var free);
                (slab, slot) = free;
                return found;
            }
        }

        public void Add(SecretSlab slab, int slot)
        {
            lock (_lock) _stack.Push((slab, slot));
        }
    }
}
