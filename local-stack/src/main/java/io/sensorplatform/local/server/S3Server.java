package io.sensorplatform.local.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** An S3 API over a directory, in a JVM of its own. PUT with If-None-Match has one winner. */
public final class S3Server extends LocalServer {
  public static final String REGION = "us-east-1";

  private static final String BUCKET = "sensor-platform";
  private static final String ACCESS_KEY = "local-stack";

  private final Checkout checkout;
  private final Path data;
  private final Path directory;
  private final int port;
  private final Secrets secrets;

  public S3Server(
      Checkout checkout,
      Path data,
      Path directory,
      int port,
      Secrets secrets,
      LocalProcess process) {
    super("s3", process, "TERM");
    this.checkout = checkout;
    this.data = data;
    this.directory = directory;
    this.port = port;
    this.secrets = secrets;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public String bucket() {
    return BUCKET;
  }

  public String region() {
    return REGION;
  }

  public String accessKey() {
    return ACCESS_KEY;
  }

  public String secretKey() {
    return secrets.password("s3");
  }

  @Override
  public boolean isReady() {
    return Ports.accepts(port);
  }

  @Override
  protected void launch() {
    Path objects = directory.resolve("objects");
    // A bucket is a directory below the base.
    Secrets.createPrivateDirectory(objects.resolve(BUCKET));
    Path settings = directory.resolve("s3proxy.properties");
    SettingsFile.write(
        settings,
        SettingsFile.of(
            """
            s3proxy.authorization=aws-v2-or-v4
            jclouds.provider=filesystem-nio2
            """,
            "s3proxy.endpoint",
            endpoint().toString(),
            "s3proxy.identity",
            ACCESS_KEY,
            "s3proxy.credential",
            secretKey(),
            "jclouds.filesystem.basedir",
            objects.toString()));
    process()
        .start(
            Jvm.command(
                checkout,
                data,
                name(),
                List.of("-Xmx192m", "-XX:+UseSerialGC"),
                List.of(checkout.server("s3proxy.jar")),
                "org.gaul.s3proxy.Main",
                List.of("--properties", settings.toString())),
            directory);
  }
}
