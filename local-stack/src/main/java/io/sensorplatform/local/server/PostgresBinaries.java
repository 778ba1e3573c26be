package io.sensorplatform.local.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once from the archive that the build fetched. */
final class PostgresBinaries {
  private PostgresBinaries() {}

  /**
   * The directory that holds {@code bin}; unpacks it if this is the first use.
   *
   * @param own where to unpack to if the checkout is somebody else's and may not be written
   */
  static Path of(Checkout checkout, Path own) {
    Path jar = archive(checkout);
    String name = jar.getFileName().toString().replace(".jar", "");
    Path shared = jar.resolveSibling(name);
    if (Files.exists(shared)) {
      return shared;
    }
    return unpacked(jar, Files.isWritable(checkout.servers()) ? shared : own.resolve(name));
  }

  private static Path unpacked(Path jar, Path home) {
    if (Files.exists(home)) {
      return home;
    }
    Path lock = home.resolveSibling(home.getFileName() + ".lock");
    // Several test JVMs may come here at once: one unpacks, the others wait.
    try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = channel.lock()) {
      if (!Files.exists(home)) {
        Path draft = home.resolveSibling(home.getFileName() + ".unpacking");
        delete(draft);
        unpack(jar, draft);
        Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
      }
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path archive(Checkout checkout) {
    try (var files = Files.newDirectoryStream(checkout.server(""), "postgres-*.jar")) {
      for (Path file : files) {
        return file;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return checkout.server("postgres.jar");
  }

  private static void unpack(Path jar, Path to) throws IOException {
    try (var archive = FileSystems.newFileSystem(jar);
        var inside = Files.newDirectoryStream(archive.getPath("/"), "*.txz")) {
      for (Path txz : inside) {
        try (var tar =
            new TarArchiveInputStream(
                new XZInputStream(new BufferedInputStream(Files.newInputStream(txz))))) {
          for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            write(entry, tar, to);
          }
        }
      }
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path to)
      throws IOException {
    Path file = to.resolve(entry.getName()).normalize();
    if (!file.startsWith(to)) {
      throw new IOException("an entry outside the archive: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, file);
    if ((entry.getMode() & 0b001_000_000) != 0) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
