package io.sensorplatform.local.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Random values that are made once and then kept, each in a file that only its owner may read.
 *
 * @param directory where the files are
 */
public record Secrets(Path directory) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A password for URLs, properties and shells alike: 32 characters, no special ones. */
  public String password(String name) {
    return read(name, () -> randomText(24));
  }

  /** The file with 32 random bytes in base64. */
  public Path key(String name) {
    read(name, () -> Base64.getEncoder().encodeToString(random(32)));
    return directory.resolve(name);
  }

  /** The file of a password. */
  public Path passwordFile(String name) {
    password(name);
    return directory.resolve(name);
  }

  /** Writes a file that only its owner may read, whole or not at all. */
  public static void writePrivately(Path file, String text) {
    try {
      createPrivateDirectory(file.resolveSibling(""));
      Path draft = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(draft);
      Files.createFile(draft, PosixFilePermissions.asFileAttribute(ownerOnly("rw-------")));
      Files.writeString(draft, text, StandardOpenOption.WRITE);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates a directory that only its owner may enter. */
  public static void createPrivateDirectory(Path directory) {
    try {
      Files.createDirectories(
          directory, PosixFilePermissions.asFileAttribute(ownerOnly("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized String read(String name, Supplier<String> make) {
    Path file = directory.resolve(name);
    try {
      if (!Files.exists(file)) {
        writePrivately(file, make.get());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String randomText(int bytes) {
    // URL-safe base64 without its two special characters, which some shells and URLs would mind.
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(random(bytes))
        .replace('-', 'x')
        .replace('_', 'y');
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }

  private static Set<PosixFilePermission> ownerOnly(String mode) {
    return PosixFilePermissions.fromString(mode);
  }
}
