using System.Security.Cryptography;
using System.Text;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Sealing;

namespace Strongroom.Commands;

/// <summary>Secrets from people: typed without echo, or as a line of standard input. Never from the command line, which others can see.</summary>
internal static class Terminal
{
    private const int Longest = 4096;

    public static byte[] Ask(string prompt)
    {
        if (Console.IsInputRedirected) return ReadLine(Console.OpenStandardInput());
        Console.Error.Write(prompt);
        var typed = new char[Longest];
        var length = 0;
        try
        {
            for (ConsoleKeyInfo key; (key = Console.ReadKey(intercept: true)).Key != ConsoleKey.Enter;)
            {
                if (key.Key == ConsoleKey.Backspace) length = Math.Max(0, length - 1);
                else if (key.KeyChar != '\0' && length < Longest) typed[length++] = key.KeyChar;
            }

            Console.Error.WriteLine();
            return Encoding.UTF8.GetBytes(typed, 0, length);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(typed.AsSpan()));
        }
    }

    /// <summary>Asks twice, so that a slip of the finger does not lock anybody out.</summary>
    public static byte[] AskNew(string prompt)
    {
        var first = Ask(prompt);
        if (Console.IsInputRedirected) return first;
        var second = Ask("Once more: ");
        var same = FixedTime.Equals(first, second);
        CryptographicOperations.ZeroMemory(second);
        return same ? first : throw new SealException("The two are not the same.");
    }

    public static byte[] ReadFile(string path)
    {
        using var secret = SecretFile.Read(path);
        using var lease = secret.Borrow();
        return lease.Bytes.ToArray();
    }

    /// <summary>Shows what was just made, and wipes it.</summary>
    public static void Show(SlotAnswer answer)
    {
        if (answer.Shares.Length > 0)
        {
            Console.Error.WriteLine("These shares are shown once. Give each to another person:");
            using var output = Console.OpenStandardOutput();
            foreach (var share in answer.Shares)
            {
                output.Write([.. share, (byte)'\n']);
                CryptographicOperations.ZeroMemory(share);
            }
        }

        Console.WriteLine(answer.Message);
    }

    private static byte[] ReadLine(Stream input)
    {
        var line = new byte[Longest];
        var length = 0;
        for (int value; length < Longest && (value = input.ReadByte()) is not (-1 or '\n');) line[length++] = (byte)value;
        var read = line.AsSpan(0, length).TrimEnd((byte)'\r').ToArray();
        CryptographicOperations.ZeroMemory(line);
        return read;
    }
}
