package io.sensorplatform.auth.signing;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * RSA of AWS-LC, which signs about four times as fast as the JDK's. It is used for tokens only: as
 * a provider of the whole JVM it would take over TLS, random numbers and all else.
 *
 * <p>A jar of it is good for one platform, and all have the same classes in them. So that one build
 * runs everywhere, all lie on the class path, and the right one is read by a loader of its own.
 */
final class NativeRsa {

  private static final Logger log = LoggerFactory.getLogger(NativeRsa.class);

  private static final String PROVIDER =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private NativeRsa() {}

  /** Empty, and the log says why, where there is none: that is no reason not to start. */
  static Optional<Provider> find() {
    return find(platform(System.getProperty("os.name"), System.getProperty("os.arch")));
  }

  static Optional<Provider> find(String platform) {
    try {
      return Optional.of(load(platform));
    } catch (GeneralSecurityException
        | IOException
        | ReflectiveOperationException
        | LinkageError e) {
      log.warn("No native RSA on {}, so a token costs four times the CPU: {}", platform, reason(e));
      return Optional.empty();
    }
  }

  /** As the jars are called, for example {@code linux-aarch_64}. */
  static String platform(String system, String processor) {
    String name = system.toLowerCase(Locale.ROOT);
    String known = name.startsWith("mac") ? "osx" : name.replace(' ', '_');
    return known
        + switch (processor) {
          case "amd64", "x86_64" -> "-x86_64";
          case "aarch64", "arm64" -> "-aarch_64";
          default -> "-" + processor;
        };
  }

  private static Provider load(String platform)
      throws GeneralSecurityException, IOException, ReflectiveOperationException {
    // Not closed: the provider loads its classes when it needs them.
    var loader =
        new URLClassLoader(new URL[] {jar(platform)}, ClassLoader.getPlatformClassLoader());
    Class<?> type = loader.loadClass(PROVIDER);
    var provider = (Provider) type.getConstructor().newInstance();
    if (provider.getService("Signature", TokenSigner.SIGNATURE) == null) {
      // It offers nothing and keeps the failure to itself.
      var failure = (Throwable) type.getMethod("getLoadingError").invoke(provider);
      throw new GeneralSecurityException(
          failure == null ? "it offers no " + TokenSigner.SIGNATURE : reason(failure));
    }
    return provider;
  }

  private static URL jar(String platform) throws GeneralSecurityException, IOException {
    String name = PROVIDER.replace('.', '/') + ".class";
    for (URL found : Collections.list(NativeRsa.class.getClassLoader().getResources(name))) {
      if (found.openConnection() instanceof JarURLConnection inside) {
        URL jar = inside.getJarFileURL();
        if (jar.getPath().endsWith("-" + platform + ".jar")) {
          return jar;
        }
      }
    }
    throw new GeneralSecurityException("there is no library for this platform");
  }

  private static String reason(Throwable failure) {
    Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
