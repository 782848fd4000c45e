using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>Locked pages cut into slots of one size. Each slot's word says who owns it and how many borrow it just now.</summary>
/// <remarks>
/// The word: bits 0–15 count the leases, bit 16 says retired (free, or free as soon as the last lease ends), the rest is a generation that
/// grows with each new owner. An owner that comes late, after its slot went to another, finds another generation and is refused.
/// </remarks>
internal sealed unsafe class SecretSlab(SecretArena arena, int slotLength, int slots, bool allowUnlocked) : IDisposable
{
    private const long Retired = 1L << 16, Generation = 1L << 17, LeaseMask = Retired - 1;

    private readonly LockedPages _pages = new(checked(slotLength * slots), allowUnlocked);
    private readonly long[] _words = NewWords(slots);

    public int SlotLength => slotLength;
    public int Slots => slots;
    public int Length => _pages.Length;
    public nint Base => _pages.Base;
    public bool IsLocked => _pages.IsLocked;
    public SecretArena Arena => arena;

    /// <summary>Gives a free slot, which only the caller knows, to a new owner.</summary>
    public long Take(int slot)
    {
        var owned = (_words[slot] & ~(LeaseMask | Retired)) + Generation;
        // A full fence: the arena's own "disposed" is read after it, so a slot taken during zeroization is seen by one side or the other.
        Interlocked.Exchange(ref _words[slot], owned);
        return owned;
    }

    public bool TryBorrow(int slot, long owner)
    {
        while (true)
        {
            var word = Volatile.Read(ref _words[slot]);
            if ((word & ~LeaseMask) != owner) return false;
            if ((word & LeaseMask) == LeaseMask) throw new SecretMemoryException("A secret is borrowed too many times at once.");
            if (Interlocked.CompareExchange(ref _words[slot], word + 1, word) == word) return true;
        }
    }

    public void EndBorrow(int slot)
    {
        if ((Interlocked.Decrement(ref _words[slot]) & (LeaseMask | Retired)) == Retired) Reclaim(slot);
    }

    /// <summary>Ends <paramref name="owner"/>'s ownership: wipes now, or when the last lease ends. Does nothing the second time.</summary>
    public void Retire(int slot, long owner)
    {
        while (true)
        {
            var word = Volatile.Read(ref _words[slot]);
            if ((word & ~LeaseMask) != owner) return;
            if (Interlocked.CompareExchange(ref _words[slot], word | Retired, word) != word) continue;
            if ((word & LeaseMask) == 0) Reclaim(slot);
            return;
        }
    }

    /// <summary>Retires every slot, whoever owns it.</summary>
    public void RetireAll()
    {
        for (var slot = 0; slot < slots; slot++) Retire(slot, Volatile.Read(ref _words[slot]) & ~(LeaseMask | Retired));
    }

    public bool IsAnyBorrowed => Array.Exists(_words, static word => (word & LeaseMask) != 0);

    /// <summary>All bytes of a slot, the part beyond its owner's length included.</summary>
    public Span<byte> Bytes(int slot) => new((byte*)_pages.Base + (long)slot * slotLength, slotLength);

    public bool IsZero => !_pages.Bytes.ContainsAnyExcept((byte)0);

    public void Wipe() => CryptographicOperations.ZeroMemory(_pages.Bytes);

    public void Dispose() => _pages.Dispose();

    private void Reclaim(int slot)
    {
        CryptographicOperations.ZeroMemory(Bytes(slot));
        arena.Return(this, slot);
    }

    private static long[] NewWords(int slots)
    {
        var words = new long[slots];
        Array.Fill(words, Retired);
        return words;
    }
}
