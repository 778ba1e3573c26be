package io.sensorplatform.local.traces;

import java.net.URL;
import java.util.Collection;
import org.springframework.boot.loader.launch.JarLauncher;
import org.springframework.boot.loader.launch.LaunchedClassLoader;

/**
 * Starts the Zipkin server out of its packed jar, in this JVM. It sees its own libraries and the
 * JDK only: ours, in other versions, stay on the other side of the class loader.
 */
final class ZipkinLauncher extends JarLauncher {
  private ZipkinLauncher() throws Exception {}

  /** Returns once the server listens. */
  static void launch(TracesSettings settings) throws Exception {
    String port = "armeria.ports[0].";
    System.setProperty(port + "ip", "127.0.0.1");
    System.setProperty(port + "port", Integer.toString(settings.zipkinPort()));
    System.setProperty(port + "protocols[0]", "http");
    System.setProperty("zipkin.storage.mem.max-spans", Integer.toString(settings.maxSpans()));
    System.setProperty("zipkin.storage.type", "mem");
    System.setProperty("spring.main.banner-mode", "off");
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    System.setProperty("org.slf4j.simpleLogger.log.com.linecorp.armeria.server.Server", "warn");
    // Zipkin configures its registry late, by its own design.
    System.setProperty("org.slf4j.simpleLogger.log.io.micrometer", "error");
    new ZipkinLauncher().launch(new String[0]);
  }

  @Override
  protected ClassLoader createClassLoader(Collection<URL> urls) {
    return new LaunchedClassLoader(
        false, getArchive(), urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
