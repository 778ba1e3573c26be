package io.sensorplatform.local.load;

import io.sensorplatform.local.access.Access;
import io.sensorplatform.local.demo.DemoPlatform;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The platform that is tested.
 *
 * @param label for the report
 * @param tokenEndpoint where devices get tokens
 * @param tokensAreFree whether nothing limits them there
 * @param archive null: archived readings are counted by the ledger only
 * @param patience how long until everything has to be stored and archived
 */
public record Target(
    String label,
    URI gateway,
    URI tokenEndpoint,
    boolean tokensAreFree,
    Access access,
    DemoPlatform.@Nullable ObjectStore archive,
    Duration patience) {

  /** Of the devices of load tests: their readings are nobody else's. */
  public static final String TENANT = "load";
}
