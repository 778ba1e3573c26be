# An image for each service; docs/operations/images.md tells what is in it and how it is run.
#   docker build --target gateway-service --tag sensor-platform/gateway-service .
# Base images by argument, so that a mirror can be named; --build-arg JARS=given takes the jars that
# `mvn package` made outside.
ARG BUILD_IMAGE=maven:3.9.11-eclipse-temurin-25
ARG BASE_IMAGE=debian:13.6-slim
ARG JARS=built

# A JDK 25 and, for JARS=built, Maven.
FROM ${BUILD_IMAGE} AS jdk
WORKDIR /build

# The jars, made in here. A secret maven-settings may name a mirror of Maven Central.
FROM jdk AS compiled
COPY . .
RUN --mount=type=cache,target=/root/.m2/repository \
    --mount=type=secret,id=maven-settings,required=false \
    settings=/run/secrets/maven-settings; [ -f "$settings" ] || settings=; \
    mvn -B -q ${settings:+--settings "$settings"} -Psbom -DskipTests -Dexec.skip=true -am package \
      -pl gateway-service,auth-service,sensor-service,stream-service

FROM scratch AS built
COPY --from=compiled /build/gateway-service/target/gateway-service.jar /jars/gateway-service/
COPY --from=compiled /build/gateway-service/target/lib /jars/gateway-service/lib
COPY --from=compiled /build/auth-service/target/auth-service.jar /jars/auth-service/
COPY --from=compiled /build/auth-service/target/lib /jars/auth-service/lib
COPY --from=compiled /build/sensor-service/target/sensor-service.jar /jars/sensor-service/
COPY --from=compiled /build/sensor-service/target/lib /jars/sensor-service/lib
COPY --from=compiled /build/stream-service/target/stream-service.jar /jars/stream-service/
COPY --from=compiled /build/stream-service/target/lib /jars/stream-service/lib
COPY --from=compiled /build/local-stack/target/servers/s3proxy.jar /jars/s3/

# The jars of `mvn package` outside.
FROM scratch AS given
COPY gateway-service/target/gateway-service.jar /jars/gateway-service/
COPY gateway-service/target/lib /jars/gateway-service/lib
COPY auth-service/target/auth-service.jar /jars/auth-service/
COPY auth-service/target/lib /jars/auth-service/lib
COPY sensor-service/target/sensor-service.jar /jars/sensor-service/
COPY sensor-service/target/lib /jars/sensor-service/lib
COPY stream-service/target/stream-service.jar /jars/stream-service/
COPY stream-service/target/lib /jars/stream-service/lib
COPY local-stack/target/servers/s3proxy.jar /jars/s3/

FROM ${JARS} AS jars

# The JRE, one for all services: the modules they need and no more.
FROM jdk AS jre
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
COPY images/modules images/
RUN jlink --add-modules "$(grep -v '^#' images/modules | paste -sd, -)" \
      --strip-java-debug-attributes --no-header-files --no-man-pages --generate-cds-archive --output /opt/java
COPY images/Health.java images/
RUN javac -d /opt/health images/Health.java

# Each service beside the JRE, and the cache that makes it start quickly. Here is a shell, in the images there is none.
FROM jre AS gateway-parts
COPY images/assemble images/
COPY --from=jars /jars/gateway-service /jars/gateway-service
RUN images/assemble gateway-service io.sensorplatform.gateway.GatewayApplication \
      -XX:+UseSerialGC -XX:MaxRAMPercentage=40 \
      --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED

FROM jre AS auth-parts
COPY images/assemble images/
COPY --from=jars /jars/auth-service /jars/auth-service
RUN images/assemble auth-service io.sensorplatform.auth.AuthApplication \
      -XX:+UseSerialGC -XX:MaxRAMPercentage=50 \
      --enable-native-access=ALL-UNNAMED

FROM jre AS sensor-parts
COPY images/assemble images/
COPY --from=jars /jars/sensor-service /jars/sensor-service
RUN images/assemble sensor-service io.sensorplatform.sensor.SensorApplication \
      -XX:+UseParallelGC -XX:MaxRAMPercentage=50 \
      --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED

FROM jre AS stream-parts
COPY images/assemble images/
COPY --from=jars /jars/stream-service /jars/stream-service
RUN images/assemble stream-service io.sensorplatform.stream.StreamApplication \
      -XX:+UseParallelGC -XX:MaxRAMPercentage=50 \
      --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED

# What the C library needs, and a user.
FROM ${BASE_IMAGE} AS root
COPY images/root-file-system /
RUN /root-file-system /root-file-system.d

FROM scratch AS runtime
COPY --from=root /root-file-system.d/ /
COPY --from=jre /opt/java /opt/java
COPY --from=jre /opt/health /opt/health
# Logs are JSON on standard output.
ENV LANG=C.UTF-8 \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=io.sensorplatform.defaults.log.JsonLogFormatter
USER 65532:65532
WORKDIR /tmp
# Fargate gives an empty volume to the user who owns the place in the image, if the image says so.
VOLUME /tmp
STOPSIGNAL SIGTERM
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.vendor="Sensor Platform" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"

FROM runtime AS gateway-service
LABEL org.opencontainers.image.title="gateway-service" \
      org.opencontainers.image.description="The one public door: routes, tokens, limits, circuit breakers, traces."
COPY --from=gateway-parts /app/lib /app/lib
COPY --from=gateway-parts /app/own /app/own
COPY --from=gateway-parts /sbom /sbom
COPY --from=gateway-parts /app/java.args /app/app.aot /app/
EXPOSE 8080 9080
HEALTHCHECK --interval=10s --timeout=5s --start-period=600s --retries=6 \
  CMD ["/opt/java/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "/opt/health", "Health", "9080", "/actuator/health/readiness"]
ENTRYPOINT ["/opt/java/bin/java", "@/app/java.args"]

FROM runtime AS auth-service
LABEL org.opencontainers.image.title="auth-service" \
      org.opencontainers.image.description="OAuth 2.1 issuer: devices, API keys, operators, signing keys, audit."
COPY --from=auth-parts /app/lib /app/lib
COPY --from=auth-parts /app/own /app/own
COPY --from=auth-parts /sbom /sbom
COPY --from=auth-parts /app/java.args /app/app.aot /app/
EXPOSE 8081 9081
HEALTHCHECK --interval=10s --timeout=5s --start-period=600s --retries=6 \
  CMD ["/opt/java/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "/opt/health", "Health", "9081", "/actuator/health/readiness"]
ENTRYPOINT ["/opt/java/bin/java", "@/app/java.args"]

FROM runtime AS sensor-service
LABEL org.opencontainers.image.title="sensor-service" \
      org.opencontainers.image.description="Takes readings in, durable before it says so, and answers queries."
COPY --from=sensor-parts /app/lib /app/lib
COPY --from=sensor-parts /app/own /app/own
COPY --from=sensor-parts /sbom /sbom
COPY --from=sensor-parts /app/java.args /app/app.aot /app/
# Acknowledged readings that Kafka has not taken yet: data, so on a volume.
ENV PLATFORM_SPOOL_DIRECTORY=/var/spool/sensor-platform
VOLUME /var/spool/sensor-platform
EXPOSE 8082 9082
HEALTHCHECK --interval=10s --timeout=5s --start-period=600s --retries=6 \
  CMD ["/opt/java/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "/opt/health", "Health", "9082", "/actuator/health/readiness"]
ENTRYPOINT ["/opt/java/bin/java", "@/app/java.args"]

FROM runtime AS stream-service
LABEL org.opencontainers.image.title="stream-service" \
      org.opencontainers.image.description="From Kafka to PostgreSQL (writer) and to Parquet on S3 (archiver)."
COPY --from=stream-parts /app/lib /app/lib
COPY --from=stream-parts /app/own /app/own
COPY --from=stream-parts /sbom /sbom
COPY --from=stream-parts /app/java.args /app/app.aot /app/
# Parquet files that grow; emptied at each start.
ENV PLATFORM_ARCHIVER_DIRECTORY=/var/lib/sensor-platform/archive
VOLUME /var/lib/sensor-platform/archive
EXPOSE 8083 9083
HEALTHCHECK --interval=10s --timeout=5s --start-period=600s --retries=6 \
  CMD ["/opt/java/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "/opt/health", "Health", "9083", "/actuator/health/readiness"]
ENTRYPOINT ["/opt/java/bin/java", "@/app/java.args"]

# The S3 server of docker-compose.yml, the same as ./platform's: one winner for a PUT with If-None-Match. Not for production.
FROM runtime AS local-s3
LABEL org.opencontainers.image.title="local-s3" \
      org.opencontainers.image.description="S3 over a directory, for trying the platform out."
COPY --from=jars /jars/s3/s3proxy.jar /app/
VOLUME /var/lib/s3
EXPOSE 9000
ENTRYPOINT ["/opt/java/bin/java", "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "-jar", "/app/s3proxy.jar"]
CMD ["--properties", "/run/secrets/s3proxy.properties"]
