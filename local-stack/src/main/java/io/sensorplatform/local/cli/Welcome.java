package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.StackStatus;

/** What a newcomer sees when everything is up: where things are, and lines to paste. */
final class Welcome {
  private static final String SENSOR = "demo/room1/temperature";

  private final Session session;
  private final StackStatus status;

  Welcome(Session session, StackStatus status) {
    this.session = session;
    this.status = status;
  }

  String text() {
    Terminal terminal = session.terminal;
    var postgres = status.postgres();
    return """

    %s
      API       %s
      traces    %s
      postgres  postgresql://%s:%s@%s:%d/%s (may only read)
      kafka     %s
      s3        %s, bucket %s, access key %s, secret key %s
      operator  %s, password %s

    %s
    %s
    %s
    """
        .formatted(
            terminal.strong("Where things are"),
            status.gateway(),
            status.traces(),
            postgres.username(),
            postgres.password(),
            postgres.host(),
            postgres.port(),
            postgres.database(),
            status.kafka().bootstrapServers(),
            status.s3().endpoint(),
            status.s3().bucket(),
            status.s3().accessKey(),
            status.s3().secretKey(),
            status.operator().username(),
            status.operator().password(),
            terminal.strong("Paste this: it sends a reading, reads it back and names its trace"),
            paste(),
            terminal.weak("More: %s status, demo, device add, --help".formatted(session.self())));
  }

  /** Works in any shell of the Bourne family, with curl and nothing else. */
  private String paste() {
    return """
    TOKEN=$(%1$s token %2$s)
    TRACE=$(curl -sS -D - -o /dev/stderr %3$s/v1/readings \\
      -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
      -d '{"sensorId":"%4$s","value":21.4,"unit":"Cel"}' \\
      | sed -n 's/^[Tt]race[Rr]esponse: *00-\\([0-9a-f]*\\)-.*/\\1/p'); echo
    sleep 2
    curl -sS %3$s/v1/sensors/%4$s/latest -H "Authorization: Bearer $TOKEN"; echo
    echo "Its trace, a few seconds from now: %5$straces/$TRACE"
    """
        .formatted(
            session.self(), UpCommand.FIRST_DEVICE, status.gateway(), SENSOR, status.traces());
  }
}
