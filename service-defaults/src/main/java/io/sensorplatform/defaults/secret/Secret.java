package io.sensorplatform.defaults.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A secret's text, which no log and no message shows by accident. */
public final class Secret {

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** Settings of this type are made here. */
  public static Secret valueOf(String text) {
    return new Secret(text);
  }

  /**
   * The secret of two settings of which one is given: the secret itself, or the file that it is in.
   *
   * @param name of the first; the other's ends with {@code -file}
   * @throws IllegalArgumentException if none is given or both are
   * @throws IllegalStateException if the file cannot be read
   */
  public static Secret either(@Nullable Secret secret, @Nullable Path file, String name) {
    if (secret != null && file == null) {
      return secret;
    }
    if (secret == null && file != null) {
      try {
        return new Secret(Files.readString(file).strip());
      } catch (IOException e) {
        throw new IllegalStateException("cannot read the secret in " + file + " (" + e + ")", e);
      }
    }
    throw new IllegalArgumentException(
        "one of %s and %s-file is to be given%s"
            .formatted(name, name, secret == null ? "; both are missing" : ", not both"));
  }

  public String text() {
    return text;
  }

  /**
   * The bytes whose base64 this is.
   *
   * @param name of the setting, for whoever has to mend it
   * @throws IllegalStateException if it is not base64 of so many bytes
   */
  public byte[] key(int bytes, String name) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(name + " is not base64");
    }
    if (key.length != bytes) {
      throw new IllegalStateException(
          "%s holds %d bytes of base64, not %d".formatted(name, key.length, bytes));
    }
    return key;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
