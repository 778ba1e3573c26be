package io.sensorplatform.gateway.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.log.Runbook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate in use. A new one is taken as soon as its files are whole; until then, and if
 * they never are, the old one stays, which is said once for each change of the files.
 */
public final class Certificates {

  private static final Logger log = LoggerFactory.getLogger(Certificates.class);

  private final TlsSettings settings;
  private final MeterRegistry meters;
  private final Clock clock;
  private volatile @Nullable Certificate current;
  private @Nullable String lastFault;
  private @Nullable String toldFault;

  Certificates(TlsSettings settings, MeterRegistry meters, Clock clock) {
    this.settings = settings;
    this.meters = meters;
    this.clock = clock;
    reloads("taken");
    reloads("refused");
    if (settings.enabled()) {
      current = first();
      Gauge.builder("sensor.gateway.tls.certificate.expires", this, Certificates::daysLeft)
          .description("Days until the certificate of the public port expires")
          .baseUnit("days")
          .register(meters);
    }
  }

  public TlsSettings settings() {
    return settings;
  }

  /** Null without TLS. */
  public @Nullable Certificate current() {
    return current;
  }

  /**
   * Looks at the files. May block.
   *
   * @return the new certificate; null if nothing changed, or nothing usable came
   */
  public synchronized @Nullable Certificate renewed() {
    try {
      Certificate now = Certificate.read(settings, clock.instant());
      lastFault = null;
      toldFault = null;
      Certificate before = current;
      return before != null && now.sameFiles(before) ? null : now;
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      refused(e);
      return null;
    }
  }

  /** Tells that the public port uses this certificate from now on. */
  public synchronized void taken(Certificate certificate) {
    current = certificate;
    count("taken");
    log.info("The public port has a new certificate, which expires at {}", certificate.expires());
  }

  /** Tells that a new certificate cannot be used. */
  public synchronized void refused(Throwable why) {
    String fault = why.toString();
    // Between the renewal of one file and of the next nothing is wrong yet.
    boolean lasting = fault.equals(lastFault);
    lastFault = fault;
    if (lasting && !fault.equals(toldFault)) {
      toldFault = fault;
      count("refused");
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.CERTIFICATE_EXPIRING)
          .log("The new certificate cannot be used, the old one stays: {}", fault);
    }
  }

  private void count(String outcome) {
    reloads(outcome).increment();
  }

  private Counter reloads(String outcome) {
    return meters.counter("sensor.gateway.tls.reloads", "outcome", outcome);
  }

  private double daysLeft() {
    Certificate certificate = current;
    Instant expires = certificate == null ? clock.instant() : certificate.expires();
    return Duration.between(clock.instant(), expires).toSeconds() / 86_400.0;
  }

  /** A port that could not serve anybody shall not open. */
  private Certificate first() {
    try {
      return Certificate.read(settings, clock.instant());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("platform.gateway.tls: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("platform.gateway.tls: a file cannot be read", e);
    }
  }
}
