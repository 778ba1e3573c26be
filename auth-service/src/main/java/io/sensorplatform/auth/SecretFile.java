package io.sensorplatform.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * Reads secrets from files, as secret stores mount them; says which file is wrong, not what is in
 * it.
 */
public final class SecretFile {

  private static final int KEY_BYTES = 32;

  private SecretFile() {}

  /** The 32 bytes whose base64 the file holds. */
  public static byte[] key(Path file) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text(file));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(file + " does not hold base64");
    }
    if (key.length != KEY_BYTES) {
      throw new IllegalStateException(
          "%s holds %d bytes of base64, not %d".formatted(file, key.length, KEY_BYTES));
    }
    return key;
  }

  /** The file's text without the white space around it. */
  public static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the secret in " + file, e);
    }
  }
}
