"""Making the sample project: its rows, its sounds, and the work on them."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from blueprints.accounts.models import Membership
from blueprints.calls.models import Classifier
from blueprints.calls.schemas.classifiers import ClassifierBody, ClipsSource
from blueprints.calls.service import classifiers, runs
from blueprints.calls.service.training_sets import file_training_set, read_contents
from blueprints.projects.models import Project, Site
from blueprints.projects.service import create_project, create_site
from blueprints.recordings.models import LabelSource, Recording, Segmentation, SegmentationOrigin, SegmentOrigin
from blueprints.recordings.schemas.jobs import SEGMENT
from blueprints.recordings.service import arrivals, segmentations
from blueprints.recordings.service.labels import Said, note_words_of
from blueprints.sample import clock, collection, forecasting, pictures, scenes, series, service
from blueprints.sample.schemas import SAMPLE, SampleParams
from blueprints.species.models import Repertoire, Species
from blueprints.species.service import create_call_type, create_repertoire, find_species
from blueprints.telemetry.service import sample_tank
from blueprints.telemetry.service.samples import make_samples
from core.access import Principal, Role
from core.db import db
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from core.jobs.models import Job
from core.storage import sha256_of, storage
from core.storage.blobs import announce_blob
from processing.audio.admission import admit
from processing.audio.metadata.guano_writer import write_guano
from processing.audio.synthesis import CALL_TYPES

SPECIES_NAME = "Vespertilio imaginarius"
N_STEPS = scenes.N_RECORDINGS + 3


@SAMPLE.runs
def build(ctx: JobContext, params: SampleParams) -> list[ResultLink]:
    """Write every file first, then every row in one transaction, so that half a sample never stays."""
    nights = []
    for index in range(scenes.N_RECORDINGS):
        ctx.report(index, N_STEPS, "Making recordings", unit="files")
        plain, path = ctx.workdir / f"{index}.plain.wav", ctx.workdir / f"{index}.wav"
        night = scenes.write_night(index, plain)
        write_guano(plain, path, night.guano)
        plain.unlink()
        nights.append((night, path, _store(ctx, path, "audio/wav")))
    ctx.report(scenes.N_RECORDINGS, N_STEPS, "Making labelled clips", unit="files")
    clips = ctx.workdir / "clips.zip"
    scenes.write_clips(clips)
    clips_sha256 = _store(ctx, clips, "application/zip")
    ctx.report(N_STEPS - 2, N_STEPS, "Drawing pictures", unit="files")
    drawn = pictures.store_pictures(ctx)
    ctx.report(N_STEPS - 1, N_STEPS, "Filing everything", unit="files")
    measured = [(file, _store(ctx, file.path, "text/csv")) for file in series.write_files(ctx.workdir)]
    heating, table = forecasting.write_table(ctx.workdir)
    heating_size, heating_sha256 = heating.stat().st_size, _store(ctx, heating, forecasting.PARQUET)
    project, sites, species = _rows(params)
    series.take_in(project, sites, measured, params.user_id)
    forecasting.add(project, sites[1], table, heating_sha256, heating_size, params.user_id)
    classifier = _classifier(params, project, species, clips, clips_sha256)
    training = db.session.get_one(Job, classifier.job_id)
    for night, path, sha256 in nights:
        recording = _recording(params, project, sites[night.place], species, night, path, sha256)
        _classify_later(recording, classifier, training)
    _recipe(project, classifier)
    who = _principal(params.user_id)
    collection.fill_collection(who, pictures.file_pictures(drawn, project, sites, who))
    make_samples(project, sites[0], params.user_id, scenes.FIRST_EVENING)
    clock.add_timeline(who, project)
    sample_tank.add(project, params.user_id)
    return [ResultLink("project", project.name, f"/projects/{project.id}")]


def _store(ctx: JobContext, path: Path, media_type: str) -> str:
    sha256 = sha256_of(path)
    announce_blob(sha256, path.stat().st_size, media_type)
    ctx.commit()
    storage().put_file(path, sha256)
    return sha256


def _rows(params: SampleParams) -> tuple[Project, list[Site], Species]:
    project = create_project(
        group_id=params.group_id,
        name=service.PROJECT_NAME,
        created_by_id=params.user_id,
        description="Made by the station itself: eight recordings of an imagined June night, with known truth.",
        recipe={"segment": {"method": "adaptive", "preset": "auto", "params": {}}, "classify": None},
    )
    db.session.flush()
    sites = [create_site(project, time_zone=scenes.TIME_ZONE, **place._asdict()) for place in scenes.PLACES]
    return project, sites, _species(params)


def _species(params: SampleParams) -> Species:
    """The imagined bat, with its repertoire in the group."""
    species = find_species(SPECIES_NAME)
    if species is not None and db.session.get(Repertoire, (params.group_id, species.id)) is not None:
        return species
    repertoire = create_repertoire(
        group_id=params.group_id,
        scientific_name=SPECIES_NAME,
        common_name="Imagined bat",
        created_by=params.user_id,
    )
    for index, kind in enumerate(CALL_TYPES):
        create_call_type(repertoire, name=kind.label, key=str(index + 1))
    return repertoire.species


def _classifier(params: SampleParams, project: Project, species: Species, clips: Path, sha256: str) -> Classifier:
    training_set = file_training_set(
        read_contents(clips),
        sha256=sha256,
        name="sample-clips.zip",
        group_id=params.group_id,
        project_id=project.id,
        created_by=params.user_id,
    )
    body = ClassifierBody(
        name="Sample calls",
        group_id=None,
        parent_id=None,
        method="ensemble",
        project_id=project.id,
        species_id=species.id,
        source=ClipsSource(kind="training-set", training_set_id=training_set.id),
        notes="Trained from the sample's labelled clips.",
    )
    return classifiers.create(_principal(params.user_id), body)


def _principal(user_id: UUID) -> Principal:
    """The person who asked, with the roles they have now."""
    roles = db.session.execute(select(Membership.group_id, Membership.role).where(Membership.user_id == user_id))
    return Principal(user_id, {group_id: Role(role) for group_id, role in roles})


def _recording(
    params: SampleParams, project: Project, site: Site, species: Species, night: scenes.Night, path: Path, sha256: str
) -> Recording:
    arrival = arrivals.Arrival(
        owner_id=params.user_id,
        group_id=params.group_id,
        project_id=project.id,
        file_name=night.file_name,
        size_bytes=path.stat().st_size,
        site_id=site.id,
        species_id=species.id,
    )
    recording = arrivals.take_in(arrival, sha256, admit(path, file_name=night.file_name))
    truth = Segmentation(
        recording_id=recording.id,
        name="Truth",
        origin=SegmentationOrigin.IMPORT,
        n_segments=len(night.truth),
        created_by=params.user_id,
    )
    db.session.add(truth)
    db.session.flush()
    segmentations.insert_segments(truth.id, night.truth, SegmentOrigin.PERSON)
    note_words_of(truth, Said(params.user_id, LabelSource.IMPORT))
    return recording


def _classify_later(recording: Recording, classifier: Classifier, training: Job) -> None:
    """The classifier is trained while the recordings are segmented: the last link waits for both."""
    segment = db.session.scalar(select(Job).where(Job.parent_id == recording.chain_id, Job.kind == SEGMENT.name))
    chain = db.session.get_one(Job, recording.chain_id)
    if segment is not None:
        runs.submit_classify(
            recording, classifier, owner_id=recording.created_by, after=[segment, training], parent=chain
        )


def _recipe(project: Project, classifier: Classifier) -> None:
    project.recipe = dict(project.recipe) | {"classify": {"classifier_id": str(classifier.id)}}
