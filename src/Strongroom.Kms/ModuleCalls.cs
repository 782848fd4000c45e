using Strongroom.Hsm;

namespace Strongroom.Kms;

/// <summary>What the security module says in ways that callers understand.</summary>
internal static class ModuleCalls
{
    /// <summary>The module's answer, or AWS's refusal that every SDK tries again, where it is making too many keys already.</summary>
    public static async ValueTask<T> OrBusyAsync<T>(this ValueTask<T> made)
    {
        try
        {
            return await made;
        }
        catch (SecurityModuleBusyException)
        {
            throw KmsFaults.Busy();
        }
    }
}
