using Strongroom.Cryptography;

namespace Strongroom.Storage.Tests;

/// <summary>Two record keys that every test shares: key 1 is 00 01 02 …, key 2 is ff fe fd ….</summary>
internal sealed class TestKeys(byte current = 1) : IPurposeKeys
{
    private static readonly KeyMaterial One = KeyMaterial.CopyOf([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private static readonly KeyMaterial Two = KeyMaterial.CopyOf([.. Enumerable.Range(0, 32).Select(i => (byte)(255 - i))]);

    public byte Current => current;

    public KeyMaterial? Find(byte name) => name switch { 1 => One, 2 => Two, _ => null };
}
