using System.Text;
using System.Text.Json.Serialization;
using Strongroom.Access;
using Strongroom.Storage;

namespace Strongroom.Kms;

/// <summary>The policy of a KMS key: the root of all trust in it. Every key has exactly one, named <c>default</c>.</summary>
public sealed record KeyPolicy(string Policy)
{
    /// <summary>The stored kind: key (account, region, key id).</summary>
    public static RecordType<KeyPolicy> Records { get; } = new("kms-key-policy", new JsonRecordCodec<KeyPolicy>());

    /// <summary>The only policy name that KMS knows.</summary>
    public const string Name = "default";

    /// <summary>The most bytes of a policy (the wire takes four times as many).</summary>
    public const int MaxBytes = 32_768;

    private Access.Policy? compiled;

    /// <summary>The unique ids of the users and roles that the policy names, by ARN: whoever takes a name later gets none of its trust.</summary>
    public IReadOnlyDictionary<string, string> Principals { get; init; } = new Dictionary<string, string>();

    /// <summary>The policy as the evaluator reads it; compiled once for each cached record.</summary>
    [JsonIgnore]
    public Access.Policy Compiled => compiled ??= Access.Policy.Parse(PolicyKind.Key, Policy, "the key policy").Bind(Principals);

    /// <summary>The policy of a key made without one: its account decides, by IAM.</summary>
    public static KeyPolicy DefaultFor(string account) => new($$"""
        {
          "Version" : "2012-10-17",
          "Id" : "key-default-1",
          "Statement" : [ {
            "Sid" : "Enable IAM User Permissions",
            "Effect" : "Allow",
            "Principal" : {
              "AWS" : "arn:aws:iam::{{account}}:root"
            },
            "Action" : "kms:*",
            "Resource" : "*"
          } ]
        }
        """);

    /// <summary>The policy of a service's own key: every principal of the account may use it, but through the service only, and see what it is.</summary>
    public static KeyPolicy ForService(string service, string account, string region) => new($$"""
        {
          "Version" : "2012-10-17",
          "Id" : "auto-{{service}}-1",
          "Statement" : [ {
            "Sid" : "Use through {{service}} by whoever in the account may use {{service}}",
            "Effect" : "Allow",
            "Principal" : {
              "AWS" : "*"
            },
            "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey" ],
            "Resource" : "*",
            "Condition" : {
              "StringEquals" : {
                "kms:CallerAccount" : "{{account}}",
                "kms:ViaService" : "{{service}}.{{region}}.amazonaws.com"
              }
            }
          }, {
            "Sid" : "Metadata for the account",
            "Effect" : "Allow",
            "Principal" : {
              "AWS" : "arn:aws:iam::{{account}}:root"
            },
            "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
            "Resource" : "*"
          } ]
        }
        """);

    /// <summary>Reads a policy from a request. Whom it names must exist.</summary>
    /// <exception cref="Aws.FaultException">LimitExceededException over 32 KiB, MalformedPolicyDocumentException for what is no policy.</exception>
    public static async ValueTask<KeyPolicy> ParseAsync(string policy, IPrincipalIds principals, CancellationToken cancellation)
    {
        if (Encoding.UTF8.GetByteCount(policy) > MaxBytes) throw KmsFaults.LimitExceeded("The policy document is larger than 32 KB.");
        try
        {
            return new(policy) { Principals = await principals.ResolveAsync(Access.Policy.Parse(PolicyKind.Key, policy), cancellation) };
        }
        catch (MalformedPolicyException malformed)
        {
            throw KmsFaults.MalformedPolicy(malformed.Message);
        }
    }

    /// <summary>The policy of a key in the making: the given one, or the default.</summary>
    /// <remarks>The default policy locks nobody out of the account, whatever its author may do: only a given one is checked.</remarks>
    /// <exception cref="Aws.FaultException">As of <see cref="ParseAsync"/>, and MalformedPolicyDocumentException where it would lock its author out.</exception>
    public static async ValueTask<KeyPolicy> ForNewKeyAsync(Aws.Call call, KmsKey key, string? given, bool mayLockOut, IPrincipalIds principals,
        KmsAuthorizer authorizer, CancellationToken cancellation)
    {
        if (given is null) return DefaultFor(call.Account);
        var policy = await ParseAsync(given, principals, cancellation);
        if (!mayLockOut) await authorizer.DemandNoLockoutAsync(call, key, policy, cancellation);
        return policy;
    }

    /// <summary>The stored key of a policy's record.</summary>
    public static RecordKey RecordKeyOf(KmsKey key) => key.PolicyRecordKey;
}

/// <summary>Reads key policies.</summary>
public static class KeyPolicyRecords
{
    /// <summary>The policy of a key that exists.</summary>
    /// <exception cref="DamagedRecordException">The key has no policy: somebody removed it.</exception>
    public static async ValueTask<Stored<KeyPolicy>> GetPolicyAsync(this Records records, KmsKey key, CancellationToken cancellation)
        => await records.FindAsync(KeyPolicy.Records, KeyPolicy.RecordKeyOf(key), cancellation)
            ?? throw new DamagedRecordException(KeyPolicy.RecordKeyOf(key), "is missing");
}
