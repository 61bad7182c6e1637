"""Collections as files: out, in, and on paper."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Response, send_file

from blueprints.dex.models import CardFile
from blueprints.dex.routes.area import api
from blueprints.dex.schemas.files import (
    CardFileBody,
    CardFileOut,
    CardFilePage,
    EntriesExportQuery,
    EntriesForm,
    EntriesImportOut,
)
from blueprints.dex.service import awards, card_files, imports, tables
from core.access import principal
from core.api import IdPath, accepted, no_content, streamed
from core.db import db
from core.documents import NOTHING, file_of
from core.errors import AppError
from core.paging import Ordering, PageQuery, moment, paginate
from core.security import run_off_loop
from core.storage import storage


@api.get("/dex/export", responses={200: file_of("text/csv", "application/json", "application/zip")})
def export_collection(query: EntriesExportQuery) -> Response:
    """One's own collection as CSV, JSON or a Darwin Core Archive"""
    me = principal().user_id
    if query.format == "csv":
        return streamed(tables.csv_lines(me), media_type="text/csv; charset=utf-8", file_name="collection.csv")
    if query.format == "json":
        return streamed(tables.json_parts(me), media_type="application/json", file_name="collection.json")
    archive = tables.darwin_core_archive(me, is_exact=query.exact)
    return streamed([archive], media_type="application/zip", file_name="collection-dwca.zip")


@api.post("/dex/import", responses={200: EntriesImportOut})
def import_collection(form: EntriesForm) -> dict[str, Any]:
    """Add the rows of a CSV to one's collection: our own, or the export of iNaturalist; twice adds nothing twice"""
    me = principal()
    try:
        text = form.file.read().decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise AppError(422, "not-an-entry-table", "The table is not UTF-8 text.") from exc
    report = imports.import_table(me, text, form.visibility)
    awards.give(me.user_id)
    db.session.commit()
    return report


@api.get("/dex/card-files", responses={200: CardFilePage})
def list_card_files(query: PageQuery) -> dict[str, Any]:
    """Printable files one asked for, the latest first"""
    orderings = {"created_at": Ordering(CardFile.created_at, moment)}
    rows = card_files.mine(principal())
    return paginate(rows, query, key=CardFile.id, orderings=orderings, default="-created_at").shape(card_files.shape)


@api.post("/dex/card-files", responses={202: CardFileOut})
def create_card_file(body: CardFileBody) -> Response:
    """Lay one's cards out for printing, nine to a page; the job tells how far it is"""
    row = card_files.ask(principal(), body)
    db.session.commit()
    return accepted(card_files.shape(row), f"/api/v1/dex/card-files/{row.id}")


@api.get("/dex/card-files/<uuid:id>", responses={200: CardFileOut})
def read_card_file(path: IdPath) -> dict[str, Any]:
    """One printable file"""
    return card_files.shape(card_files.get(principal(), path.id))


@api.get("/dex/card-files/<uuid:id>/file", responses={200: file_of("application/pdf")})
def read_card_pdf(path: IdPath) -> Response:
    """The PDF of a printable file"""
    sha256 = card_files.hash_of(card_files.get(principal(), path.id))
    with ExitStack() as stack:
        # Fetching from an object storage takes long; the open file stays readable after its copy is gone.
        found: Path = run_off_loop(stack.enter_context, storage().open_local(sha256))
        return send_file(found, as_attachment=True, download_name="cards.pdf", mimetype="application/pdf", etag=sha256)


@api.delete("/dex/card-files/<uuid:id>", responses={204: NOTHING})
def delete_card_file(path: IdPath) -> Response:
    """Give a printable file up before its time"""
    db.session.delete(card_files.get(principal(), path.id))
    db.session.commit()
    return no_content()
