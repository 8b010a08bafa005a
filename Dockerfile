# One image for the four services; the command names which: docker run atlas-actions action-worker
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven
WORKDIR /build
COPY . .
RUN mvn -q -B -Dfast -DskipTests -Pjars -pl connection-service,token-service,action-worker,console -am package

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --no-create-home atlas
COPY --from=build /build/*/target/*-exec.jar /atlas/
USER atlas
ENTRYPOINT ["/bin/sh", "-c", "exec java -XX:MaxRAMPercentage=75 -XX:+UseCompactObjectHeaders -jar /atlas/$0-*-exec.jar \"$@\""]
