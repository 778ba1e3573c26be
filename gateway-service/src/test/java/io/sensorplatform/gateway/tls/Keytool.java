package io.sensorplatform.gateway.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** Makes certificates with the JDK's own tool. */
public final class Keytool {

  /** Of the stores that are made here. */
  public static final char[] PASSWORD = "only-for-this-test".toCharArray();

  private Keytool() {}

  /** Writes {@code cert.pem} and {@code key.pem} of a new self-signed certificate of localhost. */
  public static KeyStore write(Path directory, String name, int days)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = directory.resolve("store-" + System.nanoTime() + ".p12");
    Process tool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "port",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "SAN=dns:localhost,ip:127.0.0.1",
                    "-startdate",
                    "-2d",
                    "-validity",
                    Integer.toString(days + 2),
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .inheritIO()
            .start();
    if (tool.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    replace(directory, "cert.pem", pem("CERTIFICATE", keys.getCertificate("port").getEncoded()));
    replace(directory, "key.pem", pem("PRIVATE KEY", keys.getKey("port", PASSWORD).getEncoded()));
    return keys;
  }

  private static void replace(Path directory, String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind);
  }
}
