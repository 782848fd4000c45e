using System.Reflection;
using System.Runtime.InteropServices;

namespace Strongroom.Hsm;

/// <summary>Lets the PKCS#11 wrapper find the loader's functions where today's C library has them.</summary>
/// <remarks>It asks for <c>libdl</c>, a name that on Debian only the development package brings.</remarks>
internal static class Pkcs11Native
{
    static Pkcs11Native()
    {
        if (OperatingSystem.IsLinux()) NativeLibrary.SetDllImportResolver(typeof(Net.Pkcs11Interop.HighLevelAPI.Pkcs11InteropFactories).Assembly, Resolve);
    }

    /// <summary>To be called before a token's library is loaded.</summary>
    public static void Prepare()
    {
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "libdl") return 0;
        return NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "dlopen", out _) ? library : NativeLibrary.Load("libdl.so.2");
    }
}
