import AsyncHTTPClient
import Foundation
package import LifeboatCore
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What can go wrong between us and a server, in our words.
package enum WebTrouble {
    package static func error(_ error: any Error, _ host: String) -> LifeboatError {
        switch error {
        case let error as LifeboatError:
            return error
        case is CancellationError:
            return LifeboatError(wrapping: error)
        case let error as HTTPClientError where error == .cancelled:
            return LifeboatError(wrapping: CancellationError())
        case let error as HTTPClientError where error == .proxyAuthenticationRequired:
            return LifeboatError(
                .accessDenied, "the proxy wants a password", hint: "as in https_proxy=http://USER:PASSWORD@HOST:PORT")
        case let error as HTTPClientError where silences.contains(error):
            return LifeboatError(.temporary, "\(host) does not answer", why: said(error))
        case let error as NIOConnectionError where error.dnsAError != nil && error.connectionErrors.isEmpty:
            return LifeboatError(
                .temporary, "no address is known for \(host)", why: error.dnsAError.map { "\($0)" },
                hint: "check the name, and the name servers of this machine")
        case let error as NIOConnectionError:
            return LifeboatError(
                .temporary, "cannot connect to \(host)", why: error.connectionErrors.first.map { said($0.error) })
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return LifeboatError(
                .temporary, "cannot connect to \(host)", why: said(error), hint: "does it run, and on this port?")
        case let error as NIOSSLError:
            return untrusted(host, "\(error)")
        case let error as NIOSSLExtraError:
            return untrusted(host, error.description)
        default:
            return LifeboatError(.temporary, "the connection to \(host) broke", why: said(error))
        }
    }

    private static let silences: [HTTPClientError] = [
        .connectTimeout, .readTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout,
    ]

    private static func untrusted(_ host: String, _ why: String) -> LifeboatError {
        LifeboatError(
            .accessDenied, "\(host) cannot be trusted", why: why,
            hint: "its certificate has to be valid for this name; `ca_cert` names the file of an authority of your own")
    }

    private static func said(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: "\(error)"
        }
    }
}
