using System.Buffers;
using System.Text;
using Strongroom.Cryptography;

namespace Strongroom;

/// <summary>The two files, for their owner only, that point any AWS tool at this installation as the root of one account.</summary>
/// <param name="folder">Where they lie: <c>DATA/aws</c> for the first account, <c>DATA/aws/ACCOUNT</c> for others.</param>
public sealed class AwsProfileFiles(string folder)
{
    private readonly string config = Path.Combine(Path.GetFullPath(folder), "config");
    private readonly string credentials = Path.Combine(Path.GetFullPath(folder), "credentials");

    /// <summary>The lines to paste into a shell. They name files; the secret stands in the file alone.</summary>
    public string ShellLines => $"export AWS_CONFIG_FILE={Quoted(config)}\nexport AWS_SHARED_CREDENTIALS_FILE={Quoted(credentials)}";

    /// <summary>The access key that the file names; null where there is none.</summary>
    public string? AccessKeyId
    {
        get
        {
            if (!File.Exists(credentials)) return null;
            return File.ReadLines(credentials).FirstOrDefault(static line => line.StartsWith(AccessKeyIdLine, StringComparison.Ordinal))?[AccessKeyIdLine.Length..].Trim();
        }
    }

    private const string AccessKeyIdLine = "aws_access_key_id = ";

    /// <summary>Writes region and endpoint.</summary>
    public void WriteConfig(string region, string endpoint)
        => DataFolder.WriteOwnerOnly(config, Encoding.UTF8.GetBytes(
            // Older AWS CLIs presign URLs of us-east-1 with the signature before version 4, unless they are told.
            $"[default]\nregion = {region}\nendpoint_url = {endpoint}\noutput = json\ns3 =\n    signature_version = s3v4\n"));

    /// <summary>Writes an access key.</summary>
    public void WriteCredentials(string accessKeyId, KeyMaterial secret)
    {
        using var lease = secret.Borrow();
        var head = Encoding.UTF8.GetBytes($"[default]\n{AccessKeyIdLine}{accessKeyId}\naws_secret_access_key = ");
        var content = GC.AllocateArray<byte>(head.Length + lease.Bytes.Length + 1, pinned: true);
        head.CopyTo(content, 0);
        lease.Bytes.CopyTo(content.AsSpan(head.Length));
        content[^1] = (byte)'\n';
        DataFolder.WriteOwnerOnly(credentials, content);
        content.AsSpan().Clear();
    }

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(" '\"$`\\");

    private static string Quoted(string path)
        => path.AsSpan().ContainsAny(NeedQuotes) ? "'" + path.Replace("'", "'\\''", StringComparison.Ordinal) + "'" : path;
}
