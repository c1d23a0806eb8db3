FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# The packages change seldom: a change of the code does not fetch them again.
COPY .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props ./
COPY src/Dativo.Actors/Dativo.Actors.csproj src/Dativo.Actors/
COPY src/Dativo.Cli/Dativo.Cli.csproj src/Dativo.Cli/Runtime.props src/Dativo.Cli/
COPY src/Dativo.Ingest/Dativo.Ingest.csproj src/Dativo.Ingest/
COPY src/Dativo.Web/Dativo.Web.csproj src/Dativo.Web/
RUN dotnet restore src/Dativo.Cli/Dativo.Cli.csproj --use-current-runtime -p:PublishReadyToRun=true
COPY src/ src/
# Compiled ahead of time, it starts half a second sooner.
RUN dotnet publish src/Dativo.Cli/Dativo.Cli.csproj --configuration Release --no-restore --output /opt/dativo \
    --use-current-runtime --no-self-contained -p:PublishReadyToRun=true

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# tini takes in the processes that jobs leave behind; schedules have time zones.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini tzdata \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/dativo /opt/dativo
# A volume mounted at one of these directories takes over whose it is.
RUN ln -s /opt/dativo/dativo /usr/local/bin/dativo \
    && mkdir -p /var/lib/dativo /output \
    && chown "$APP_UID" /var/lib/dativo /output
USER $APP_UID
WORKDIR /output
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=3 CMD ["dativo", "health"]
ENTRYPOINT ["tini", "--", "dativo"]
CMD ["start", "orchestrated"]
