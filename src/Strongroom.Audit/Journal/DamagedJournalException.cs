namespace Strongroom.Audit;

/// <summary>The journal is not what was written: a line was changed, removed, added or moved, or a segment is missing.</summary>
public sealed class DamagedJournalException(string file, int line, string reason)
    : Exception(line == 0 ? $"The audit journal is damaged: {file}: {reason}." : $"The audit journal is damaged: {file}, line {line}: {reason}.")
{
    /// <summary>The segment's file name.</summary>
    public string File => file;

    /// <summary>The first bad line, from 1; 0 where the file as a whole is meant.</summary>
    public int Line => line;

    /// <summary>What is wrong.</summary>
    public string Reason => reason;
}
