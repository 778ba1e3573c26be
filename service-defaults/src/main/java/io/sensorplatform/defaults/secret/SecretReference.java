package io.sensorplatform.defaults.secret;

import org.jspecify.annotations.Nullable;

/**
 * Where a secret is, as the value of a setting names it: {@code secret://file/<absolute path>} or
 * {@code secret://aws-secrets-manager/<name or ARN>[#<member of its JSON>]}.
 *
 * @param store such as {@code file}
 * @param name in the store
 * @param member of the JSON object that the secret is; null: all of the secret
 */
record SecretReference(String store, String name, @Nullable String member) {

  static final String SCHEME = "secret://";

  static final String FILE = "file";
  static final String AWS = "aws-secrets-manager";

  static boolean isOne(@Nullable Object value) {
    return value != null && value.toString().startsWith(SCHEME);
  }

  /**
   * @throws IllegalArgumentException with what is wrong
   */
  static SecretReference parse(String text) {
    String rest = text.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String store = slash < 0 ? rest : rest.substring(0, slash);
    String name = slash < 0 ? "" : rest.substring(slash + 1);
    if (name.isBlank()) {
      throw new IllegalArgumentException("it names no secret");
    }
    return switch (store) {
      case FILE -> new SecretReference(FILE, "/" + name, null);
      case AWS -> {
        int hash = name.indexOf('#');
        yield hash < 0
            ? new SecretReference(AWS, name, null)
            : new SecretReference(AWS, name.substring(0, hash), name.substring(hash + 1));
      }
      default ->
          throw new IllegalArgumentException(
              "there are only secret://%s/... and secret://%s/...".formatted(FILE, AWS));
    };
  }
}
