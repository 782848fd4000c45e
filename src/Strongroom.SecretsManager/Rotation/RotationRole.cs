using Strongroom.Access;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>Whom a built-in rotation acts as: a role of the secret's account that nobody can assume, with the few rights that rotating needs.</summary>
/// <remarks>
/// On AWS a rotation function has an execution role of its own. This one is decided by the same evaluator as anybody: a secret's policy or a
/// KMS key's that denies it, or does not let the account's policies count, holds.
/// </remarks>
public sealed class RotationRole(IPolicySource others) : IPolicySource
{
    /// <summary>The role's name.</summary>
    public const string Name = "AWSServiceRoleForSecretsManagerRotation";

    // Longer than any id that IAM gives out, so that no role of a customer is ever taken for this one.
    private const string Id = "AROASTRONGROOMSECRETSMANAGERROTATION";

    private static readonly PrincipalPolicies Rights = new()
    {
        Identity =
        [
            Policy.Parse(PolicyKind.Identity, """
                {
                  "Version": "2012-10-17",
                  "Statement": [
                    { "Effect": "Allow", "Action": "secretsmanager:GetRandomPassword", "Resource": "*" },
                    { "Effect": "Allow", "Action": [ "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
                      "secretsmanager:UpdateSecretVersionStage" ], "Resource": "arn:aws:secretsmanager:*:*:secret:*" },
                    { "Effect": "Allow", "Action": [ "kms:Decrypt", "kms:GenerateDataKey" ], "Resource": "arn:aws:kms:*:*:key/*",
                      "Condition": { "StringLike": { "kms:ViaService": "secretsmanager.*.amazonaws.com" } } },
                    { "Effect": "Allow", "Action": [ "iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys", "iam:UpdateAccessKey" ],
                      "Resource": "arn:aws:iam::*:user/*" }
                  ]
                }
                """, "the rights of rotation"),
        ],
    };

    /// <summary>The role in an account.</summary>
    public static Caller In(string account, DateTimeOffset now) => new()
    {
        Account = account,
        Arn = $"arn:aws:sts::{account}:assumed-role/{Name}/SecretsManagerRotation",
        Type = CallerType.AssumedRole,
        UserId = $"{Id}:SecretsManagerRotation",
        RoleArn = $"arn:aws:iam::{account}:role/aws-service-role/secretsmanager.amazonaws.com/{Name}",
        Session = new() { IssuedAt = now },
    };

    /// <inheritdoc/>
    public ValueTask<PrincipalPolicies> FindAsync(Caller caller, CancellationToken cancellation)
        => caller.UserId.StartsWith(Id, StringComparison.Ordinal) ? new(Rights) : others.FindAsync(caller, cancellation);
}
